type Fields = Readonly<Record<string, unknown>>;

/** A record of 0.1.0 as one of today: its `type` was the kind, and requests and completions had other names. */
export function upgradeRecord({ type, ...fields }: Fields): Fields {
  return {
    ...fields,
    kind: type,
    ...(type === 'start' && { project: null }),
    ...(isObject(fields['request']) && { request: rename(fields['request'], REQUEST) }),
    ...(isObject(fields['answer']) && { answer: rename(fields['answer'], COMPLETION) }),
    ...(isObject(fields['followUp']) && { destination: upgradeFollowUp(fields['followUp']) }),
  };
}

const REQUEST = {
  maxTokens: 'max_tokens',
  topP: 'top_p',
  reasoningEffort: 'reasoning_effort',
  includeReasoning: 'include_reasoning',
  responseFormat: 'response_format',
  toolChoice: 'tool_choice',
};

const COMPLETION = {
  reasoningSignature: 'reasoning_signature',
  toolCalls: 'tool_calls',
  finishReason: 'finish_reason',
};

const ARGUMENTS = {
  ...REQUEST,
  jsonSchema: 'json_schema',
  saveTo: 'save_to',
  saveFormat: 'save_format',
  conversationId: 'conversation_id',
  forEach: 'for_each',
};

function upgradeFollowUp(followUp: Fields): Fields {
  const { fanOut, ...rest } = rename(followUp, ARGUMENTS);
  return isObject(fanOut) ? { for_each: rename(fanOut, ARGUMENTS) } : rest;
}

function rename(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
