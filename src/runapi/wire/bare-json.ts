/** Longer ones are no error messages. */
const MAX_CHARACTERS = 1024 * 1024;

/** Puts together JSON that was sent line by line where events belong, as gateways do with errors. */
export function startBareJson(): { readonly push: (line: string) => string | undefined } {
  let begun = '';
  return {
    push(line) {
      if (begun === '' && !/^\s*[{[]/.test(line)) return undefined;
      begun += `${line}\n`;
      if (begun.length > MAX_CHARACTERS) begun = '';
      if (!/[}\]]\s*$/.test(begun) || !isJson(begun)) return undefined;
      const whole = begun;
      begun = '';
      return whole;
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
