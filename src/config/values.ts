import { DelegateError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const PROTOCOL_NAMES = ['chat-completions', 'messages', 'gemini'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/**
 * A reference that nobody expanded, or a value to be filled in. MCP clients differ in which references
 * they expand, and pass the others on literally.
 */
const PLACEHOLDER = /\$\{[^}]*\}|\{env:[^}]*\}|^\$\w+$|^%\w+%$|^<.*>$|^YOUR[_-]/i;

/**
 * A variable's value without surrounding blanks; undefined where it is unset or empty.
 *
 * @throws {DelegateError} `configuration` when the value is still a placeholder.
 */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  if (!value) return undefined;
  refusePlaceholder(name, value);
  return value;
}

export function refusePlaceholder(name: string, value: string): void {
  if (!PLACEHOLDER.test(value)) return;
  throw new DelegateError(
    'configuration',
    `${name} is still a placeholder${quoteReference(value)}: nothing replaced it with a value.`,
    `Ask the user to put the real value into the "env" of this server's configuration (or to export the variable that the placeholder names, where the client expands it) and to restart the server.`,
  );
}

/** Only a bare reference is shown: beside one, or between the brackets, there may be a key. */
function quoteReference(value: string): string {
  const reference = /\$\{(?:env:)?[A-Z_]\w*\}|\{env:[A-Z_]\w*\}/.exec(value)?.[0];
  return reference ? ` (${reference})` : '';
}

export function readProtocol(environment: Environment): ProtocolName | undefined {
  const value = readVariable(environment, 'DEEPSEEK_PROTOCOL');
  if (value === undefined) return undefined;
  const known = PROTOCOL_NAMES.find((name) => name === value);
  if (known) return known;
  throw new DelegateError(
    'configuration',
    `DEEPSEEK_PROTOCOL is "${value.slice(0, 60)}", which is no protocol.`,
    `Ask the user to set it to ${PROTOCOL_NAMES.join(', ')}, or to unset it, and to restart the server.`,
  );
}
