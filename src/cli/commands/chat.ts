import { Option, type Command } from 'commander';
import { PROTOCOL_NAMES, readConfig } from '../../config/config.ts';
import type { Outcome } from '../../delegation/outcome.ts';
import { createDelegation } from '../../delegation/delegation.ts';
import { parseArguments } from '../../delegation/parse-arguments.ts';
import { chatArguments, streamArguments } from '../../delegation/arguments.ts';
import { collect, toNumber } from '../flags.ts';
import { readJsonOption } from '../json-option.ts';
import { exitCodeOf, toJson } from '../outcome.ts';
import { createPrinter } from '../terminal/printer.ts';
import type { AddCommand } from '../add-command.ts';
import { createSpinner } from '../terminal/spinner.ts';
import { readPrompt } from '../terminal/stdin.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

interface ChatFlags {
  file?: string[];
  conversation?: string;
  out?: string;
  saveFormat?: string;
  overwrite?: boolean;
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
    .addHelpText('after', EXAMPLES)
    .action(async (prompt: string | undefined, flags: ChatFlags) =>
      finish(await chat(prompt, flags, terminal)),
    );
};

function withOptions(command: Command): Command {
  return command
    .option(
      '--file <path>',
      'file or glob to send before the prompt, PATH:10-80 for lines; may be repeated',
      collect,
    )
    .option('--conversation <new|id>', 'go on with a conversation')
    .option('--out <path>', 'save the answer there instead of printing it')
    .option('--save-format <text|code>', 'code: save only what is in code fences')
    .option('--overwrite', 'replace the file if it exists')
    .option('--system <text>', 'system prompt')
    .option('--model <id>', 'model id (see "models")')
    .addOption(new Option('--protocol <name>', 'wire to use').choices(PROTOCOL_NAMES))
    .option('--messages <json>', 'OpenAI-shaped turns in place of a prompt; @FILE reads a file')
    .option('--max-tokens <number>', 'limit of the output, reasoning included')
    .option('--temperature <number>', '0 to 2')
    .option('--top-p <number>', '0 to 1')
    .option('--stop <text>', 'end the answer before this; may be repeated', collect)
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
  $ runapi-deepseek chat --file "src/**/*.ts" --out review.md "Review this code for races"
  $ runapi-deepseek chat --json --model deepseek-v4-flash "Name three colours" | jq .receipt
  $ runapi-deepseek chat --json-schema @schema.json "Extract the dates" < report.txt`;

async function chat(prompt: string | undefined, flags: ChatFlags, terminal: Terminal): Promise<number> {
  const { delegate } = createDelegation(readConfig(terminal.environment));
  const given = await readArguments(prompt, flags, terminal);
  const isJson = given.response_format === 'json' || given.json_schema !== undefined;
  // JSON may have to be asked for twice, and half of it is of no use to a script.
  const isStreamed = flags.stream && !flags.json && !isJson && given.save_to === undefined;
  const spinner = createSpinner(terminal.stderr);
  const includeReasoning = flags.includeReasoning ?? false;
  const printer = createPrinter(terminal, { beforeText: spinner.stop, isStreamed, includeReasoning });
  let outcome: Outcome;
  try {
    outcome = await delegate(given, {
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

/** What both tools take for one completion. */
const { save_to, save_format, overwrite } = streamArguments.shape;
const commandArguments = chatArguments.extend({ save_to, save_format, overwrite });

async function readArguments(prompt: string | undefined, flags: ChatFlags, terminal: Terminal) {
  const {
    maxTokens,
    topP,
    reasoningEffort,
    responseFormat,
    includeReasoning,
    file,
    conversation,
    out,
    saveFormat,
    json: _json,
    stream: _stream,
    ...same
  } = flags;
  const messages = await readJsonOption('--messages', flags.messages);
  const given = {
    ...same,
    prompt: messages === undefined ? await readPrompt(prompt, terminal) : prompt,
    messages,
    files: file,
    conversation_id: conversation,
    save_to: out,
    save_format: saveFormat,
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
  return parseArguments('chat', commandArguments, args);
}
