/** Tells lines that match from others, in time that is linear in their length, whatever the pattern. */
export interface Pattern {
  /** Whether a text of any number of lines may hold a match: cheap, and false for most files. */
  readonly mayMatch: (text: string) => boolean;
  /** Where the first match in a line begins; undefined where there is none. */
  readonly find: (line: string) => number | undefined;
  readonly kind: 'regular expression' | 'text';
}

/** Longer ones are no pattern that anybody wrote. */
const MAX_CHARACTERS = 1000;

/**
 * Compiles a regular expression; one that does not compile is taken as text.
 *
 * With re2js, since the runtime's own engine takes exponential time for some patterns. It is loaded for the first
 * search only: 150 KB of code.
 */
export async function compilePattern(
  given: string,
  { ignoreCase }: { ignoreCase: boolean },
): Promise<Pattern> {
  const { RE2JS } = await import('re2js');
  const flags = RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const compile = (source: string, kind: Pattern['kind']): Pattern => {
    const compiled = RE2JS.compile(source, flags);
    return {
      kind,
      mayMatch: (text) => compiled.test(text),
      find(line) {
        if (!compiled.test(line)) return undefined;
        const matcher = compiled.matcher(line);
        return matcher.find() ? matcher.start() : undefined;
      },
    };
  };
  if (given.length <= MAX_CHARACTERS) {
    try {
      return compile(RE2JS.translateRegExp(given), 'regular expression');
    } catch {
      // Look-around and back-references, too, cannot be matched in linear time.
    }
  }
  return compile(RE2JS.quote(given), 'text');
}
