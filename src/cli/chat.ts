import { Option, type Command } from 'commander';
import { PROTOCOL_NAMES, readConfig } from '../config.ts';
import type { DelegateOptions, Outcome } from '../delegation/delegate.ts';
import { createDelegation } from '../delegation/delegation.ts';
import { parseArguments } from '../delegation/parse-arguments.ts';
import { answerText, outcomeLine } from '../delegation/present.ts';
import { chatArguments, toTask } from '../delegation/task-arguments.ts';
import { EXIT_CODES } from '../errors.ts';
import { readJsonOption } from './json-option.ts';
import type { AddCommand } from './program.ts';
import { createSpinner } from './spinner.ts';
import { readPrompt } from './stdin.ts';
import { writeLine, type Terminal } from './terminal.ts';

interface ChatFlags {
  system?: string;
  model?: string;
  protocol?: string;
  messages?: string;
  maxTokens?: string;
  temperature?: string;
  topP?: string;
  stop?: string[];
  thinking?: string;
  reasoningEffort?: string;
  responseFormat?: string;
  jsonSchema?: string;
  tools?: string;
  toolChoice?: string;
  includeReasoning?: boolean;
  json: boolean;
  stream: boolean;
}

export const addChatCommand: AddCommand = (program, terminal, finish) => {
  withOptions(program.command('chat').argument('[prompt]', 'the task; what is piped in is appended to it'))
    .description('ask for one answer; it goes to stdout as it arrives, everything else to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (prompt: string | undefined, flags: ChatFlags) =>
      finish(await chat(prompt, flags, terminal)),
    );
};

function withOptions(command: Command): Command {
  return command
    .option('--system <text>', 'system prompt')
    .option('--model <id>', 'model id (see "models")')
    .addOption(new Option('--protocol <name>', 'wire to use').choices(PROTOCOL_NAMES))
    .option('--messages <json>', 'OpenAI-shaped turns in place of a prompt; @FILE reads a file')
    .option('--max-tokens <number>', 'limit of the output, reasoning included')
    .option('--temperature <number>', '0 to 2')
    .option('--top-p <number>', '0 to 1')
    .option('--stop <text...>', 'end the answer before any of these')
    .option('--thinking <enabled|disabled>', 'reason first; RunAPI may refuse the setting')
    .option('--reasoning-effort <low|high|max>', 'how much; RunAPI may refuse the setting')
    .option('--response-format <text|json>', 'form of the answer')
    .option(
      '--json-schema <json>',
      'JSON Schema of the answer, checked and repaired once; @FILE reads a file',
    )
    .option('--tools <json>', 'OpenAI-shaped functions; @FILE reads a file')
    .option('--tool-choice <choice>', 'none, auto, required, or a JSON object')
    .option('--include-reasoning', 'show the reasoning on stderr')
    .option('--json', 'print answer and receipt as one JSON object', false)
    .option('--no-stream', 'print the answer when it is whole');
}

const EXAMPLES = `
Examples:
  $ runapi-deepseek chat "Draft a migration checklist"
  $ git diff | runapi-deepseek chat "Review this change" > review.md
  $ runapi-deepseek chat --json --model deepseek-v4-flash "Name three colours" | jq .receipt
  $ runapi-deepseek chat --json-schema @schema.json "Extract the dates" < report.txt`;

async function chat(prompt: string | undefined, flags: ChatFlags, terminal: Terminal): Promise<number> {
  const { delegate } = createDelegation(readConfig(terminal.environment));
  const task = toTask(await readArguments(prompt, flags, terminal));
  const isJson = task.responseFormat === 'json' || task.jsonSchema !== undefined;
  // JSON may have to be asked for twice, and half of it is of no use to a script.
  const isStreamed = flags.stream && !flags.json && !isJson;
  const spinner = createSpinner(terminal.stderr);
  const printer = createPrinter(terminal, spinner.stop, {
    isStreamed,
    includeReasoning: flags.includeReasoning ?? false,
  });
  let outcome: Outcome;
  try {
    outcome = await delegate(task, {
      signal: terminal.signal,
      onStart: spinner.follow,
      onEvent: printer.onEvent,
    });
  } finally {
    spinner.stop();
  }
  if (flags.json) writeLine(terminal.stdout, JSON.stringify(toJson(outcome), null, 2));
  else printer.end(outcome);
  return exitCodeOf(outcome);
}

async function readArguments(prompt: string | undefined, flags: ChatFlags, terminal: Terminal) {
  const {
    maxTokens,
    topP,
    reasoningEffort,
    responseFormat,
    includeReasoning,
    json: _json,
    stream: _stream,
    ...same
  } = flags;
  const messages = await readJsonOption('--messages', flags.messages);
  const given = {
    ...same,
    prompt: messages === undefined ? await readPrompt(prompt, terminal) : prompt,
    messages,
    max_tokens: toNumber(maxTokens),
    temperature: toNumber(flags.temperature),
    top_p: toNumber(topP),
    reasoning_effort: reasoningEffort,
    response_format: responseFormat,
    json_schema: await readJsonOption('--json-schema', flags.jsonSchema),
    tools: await readJsonOption('--tools', flags.tools),
    tool_choice: flags.toolChoice?.startsWith('{')
      ? await readJsonOption('--tool-choice', flags.toolChoice)
      : flags.toolChoice,
    include_reasoning: includeReasoning,
  };
  const {
    jsonSchema: _schema,
    toolChoice: _choice,
    ...args
  } = given as typeof given & Record<string, unknown>;
  return parseArguments('chat', chatArguments, args);
}

/** What is no number stays as it is, for the message that refuses it. */
function toNumber(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

interface Printer {
  readonly onEvent: NonNullable<DelegateOptions['onEvent']>;
  readonly end: (outcome: Outcome) => void;
}

function createPrinter(
  { stdout, stderr }: Terminal,
  beforeText: () => void,
  { isStreamed, includeReasoning }: { isStreamed: boolean; includeReasoning: boolean },
): Printer {
  let printed = '';
  return {
    onEvent(event) {
      if (event.type === 'reasoning-delta' && includeReasoning) {
        beforeText();
        stderr.write(event.text);
      }
      if (event.type !== 'text-delta' || !isStreamed) return;
      // A terminal shows both streams: the spinner would draw over the text.
      if (stdout.isTTY) beforeText();
      printed = event.text;
      stdout.write(event.text);
    },
    end(outcome) {
      const { answer, receipt, error } = outcome;
      const text = answerText(answer);
      const rest = isStreamed ? text.slice(answer.text.length) : text;
      if (rest) stdout.write(rest);
      if (text && !(rest || printed).endsWith('\n')) stdout.write('\n');
      if (includeReasoning && answer.reasoning) writeLine(stderr);
      writeLine(
        stderr,
        receipt.status === 'failed' && error ? `error: ${error.message}` : outcomeLine(outcome),
      );
    },
  };
}

function toJson({ answer, receipt, error }: Outcome): Record<string, unknown> {
  return {
    answer: answer.text,
    reasoning: answer.reasoning || null,
    tool_calls: answer.toolCalls.length > 0 ? answer.toolCalls : null,
    error: error?.message ?? null,
    receipt,
  };
}

/** A part of an answer is not done: a script must not take it for the whole. */
function exitCodeOf({ receipt, error }: Outcome): number {
  if (error) return EXIT_CODES[error.kind];
  return receipt.status === 'complete' ? 0 : 1;
}
