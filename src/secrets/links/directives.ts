const MAX_DIRECTIVE = 160;
const DIRECTIVE =
  /(?:^|[\s"'`(;&|+-])(?:ENV|ARG|#\s{0,5}define|setenv|setx|set(?:\s-\w{1,3}){0,3}|export|-e|--env|--build-arg|--from-literal|login\s\S{1,80}|machine\s.{1,80}|requirepass|masterauth|user\s.{1,80}|alter\s.{1,80}|create\s.{1,80}|grant\s.{1,80}|const\s\w{1,20}|the|is|bearer|basic)[\s"'`]+[\w.$-]{0,60}$|-{1,2}[\w-]{0,40}$|identified by$|(?:bearer|basic|authorization|requirepass|masterauth|password|passwd|pwd|psk)$/i;

/**
 * Whether a blank alone leads from a name to its value, as in `ENV PASSWORD …`, `--password …` and `machine a password …`.
 *
 * @param end - Where the name ends.
 */
export function isDirective(text: string, end: number): boolean {
  const before = text.slice(Math.max(0, end - MAX_DIRECTIVE), end);
  return DIRECTIVE.test(before.slice(before.lastIndexOf('\n') + 1));
}
