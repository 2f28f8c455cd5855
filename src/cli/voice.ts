import type { DelegateError } from '../errors.ts';
import { commandName } from '../command-name.ts';
import { flagOf, isArgument } from './options/flag-names.ts';

/** The text of an error for a person: what happened, and what to do. */
export function errorText(error: DelegateError): string {
  return toPerson(`${error.what} ${error.nextForPerson}`.trim());
}

/**
 * A text that was written for an agent, as the command line words it: arguments by their flags, calls as commands,
 * and orders to the reader, who is the user that an agent would have to ask.
 */
export function toPerson(text: string): string {
  return text
    .replaceAll(CALL, (_, id: string, action?: 'cancel' | 'undo') => runCommand(action ?? 'continue', id))
    .replaceAll(QUOTED_ARGUMENT, (whole, name: string, value?: string) =>
      isArgument(name) ? `\`${flagWithValue(name, value)}\`` : whole,
    )
    .replaceAll(BARE_ARGUMENT, (whole, name: string, value?: string) =>
      isArgument(name) ? `\`${flagOf(name)}${value === undefined ? '' : ` ${unquote(value)}`}\`` : whole,
    )
    .replaceAll(ASK, (_, first: string, letter: string) => (first === 'A' ? letter.toUpperCase() : letter))
    .replaceAll(RESTART, '')
    .replaceAll(TELL, '')
    .replaceAll(CALL_AGAIN, (_, first: string) => (/[A-Z]/.test(first) ? 'Run it again' : 'run it again'))
    .replaceAll(WITH_PROTOCOL, 'use `--protocol $1`')
    .replaceAll(ONE_CALL, '$1 command')
    .replaceAll('the user can', 'you can')
    .replaceAll('the user has defined', 'you have defined')
    .replaceAll('Ask the user what', 'Find out what');
}

/** How to resume or cancel a run from the shell. */
export function runCommand(action: 'continue' | 'cancel' | 'undo', id: string): string {
  return `${commandName()} runs ${action} ${id}`;
}

const CALL = /deepseek_stream \{"run_id":"([^"]*)"(?:,"(cancel|undo)":true)?[^}]*\}/g;
/** `name`, `name: value` or `name: "value"`. */
const QUOTED_ARGUMENT = /`(\w+)(?:: ?"?([^`"]*)"?)?`/g;
/** A name with an underscore can be nothing else; the value that it has may follow. */
const BARE_ARGUMENT = /(?<![\w`"./\\-])([a-z]+(?:_[a-z]+)+)(?![\w`"/\\-]|\.\w)(?: ("[^"]*"))?/g;
const ASK = /\b([Aa])sk the user to (\w)/g;
/** What an agent does where a person has read the message already. */
const TELL = /; if it happens again, tell the user\b/g;
const CALL_AGAIN = /\b([CcRrSs])(?:all again|epeat the call|end (?:the call|it) again)\b/g;
const WITH_PROTOCOL = /\bcall with protocol "([\w-]+)"/g;
/** The call of a tool; a person at the command line makes none. */
const ONE_CALL = /\b([Tt]he|[Oo]ne|[Aa]) call\b/g;
const RESTART = /,? (?:and to|and|then) restart (?:the server|it)\b/g;

/** As it would be typed. */
function unquote(value: string): string {
  return /^"[\w./-]+"$/.test(value) ? value.slice(1, -1) : value;
}

function flagWithValue(name: string, value: string | undefined): string {
  if (value === undefined || value === 'true') return flagOf(name);
  return `${flagOf(name)} ${value}`;
}
