/**
 * Closes what a JSON text leaves open at its end: a string, objects, lists. Nothing else is mended. A string or number
 * that was cut stays as short as it came: use this only for calls that change nothing.
 *
 * @returns The parsed value, or undefined where more than the end is missing.
 */
export function completeJson(text: string): unknown {
  return parse(text) ?? parse(text + missingEnd(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function missingEnd(text: string): string {
  const closers: string[] = [];
  let isInString = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place];
    if (isInString) {
      if (character === '\\') place += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') closers.push('}');
    else if (character === '[') closers.push(']');
    else if (character === '}' || character === ']') closers.pop();
  }
  return (isInString ? '"' : '') + closers.toReversed().join('');
}
