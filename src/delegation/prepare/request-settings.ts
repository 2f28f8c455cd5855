import type { ChatRequest } from '../../chat/request.ts';
import type { Config } from '../../config/config.ts';
import { refuseOtherModel } from '../../config/models.ts';
import { DelegateError } from '../../errors.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import { PROJECT_FUNCTION } from '../explore/function.ts';

/** A request without its messages. */
export type RequestSettings = Omit<ChatRequest, 'messages'>;

/** Sent as they are given; what is not given is not sent. */
const PASSED_ON = [
  'max_tokens',
  'temperature',
  'top_p',
  'stop',
  'thinking',
  'reasoning_effort',
  'include_reasoning',
  'response_format',
  'tools',
  'tool_choice',
] as const satisfies readonly (keyof ChatArguments & keyof ChatRequest)[];

/** @throws {DelegateError} `input` for settings that contradict each other, or a model that is not allowed. */
export function requestSettings(given: ChatArguments, config: Config): RequestSettings {
  const { json_schema, response_format, explore = false } = given;
  const byDefault = explore ? config.settings.exploreModel : config.settings.model;
  const { model = byDefault } = given;
  refuseOtherModel(model, config.settings);
  const protocol =
    given.protocol ?? (given.dry_run ? protocolWithoutKey(config) : config.connection().protocol);
  if (json_schema && response_format === 'text') {
    throw new DelegateError(
      'input',
      'response_format is "text", but json_schema asks for JSON.',
      'Omit one of them.',
    );
  }
  const passedOn = Object.fromEntries(
    PASSED_ON.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  return {
    protocol,
    model,
    ...passedOn,
    ...(json_schema && { response_format: 'json' }),
    ...(explore && { tools: [PROJECT_FUNCTION] }),
  };
}

/** A dry run needs no key, and then has none that would bring a protocol along. */
function protocolWithoutKey({ connection }: Config): RequestSettings['protocol'] {
  try {
    return connection().protocol;
  } catch {
    return 'chat-completions';
  }
}
