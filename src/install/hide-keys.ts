/** A change as it is shown: in a terminal, in a log or in an issue. References to variables are no keys. */
export function hideKeys(text: string): string {
  return text.replaceAll(KEY_VALUE, '$1…$3');
}

const KEY_VALUE = /((?<![{:])RUNAPI_(?:API_KEY|TOKEN)"?\s*[:=]\s*"?)(?!["$\s{])([^"\s,]+)("?)/g;
