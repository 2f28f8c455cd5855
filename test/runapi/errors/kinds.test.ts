import { expect, test } from 'vitest';
import { EXIT_CODES, type ErrorKind } from '../../../src/errors.ts';
import { toDelegateError } from '../../../src/runapi/errors/upstream-error.ts';
import {
  answerJson,
  askServer,
  EVENT_STREAM,
  JSON_TYPE,
  readAnswer,
  respond,
  sse,
  startUpstream,
} from '../../support/upstream.ts';

const CONTEXT = {
  apiKey: 'rk-live-0123456789',
  keySource: 'OPENAI_API_KEY',
  rootUrl: 'https://gateway.example',
  unverifiedFields: [],
};

interface Refusal {
  from: string;
  status: number;
  body: unknown;
  kind: ErrorKind;
  says: string;
  /** Only where the class does not settle it. */
  retryable?: boolean;
}

/** Shapes and words as gateways use them, none of them RunAPI's own. */
const REFUSALS: Refusal[] = [
  {
    from: 'new-api',
    status: 403,
    body: {
      error: { message: 'user quota is not enough', type: 'new_api_error', code: 'insufficient_user_quota' },
    },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'one-api',
    status: 401,
    body: { error: { message: '该令牌额度已用尽', type: 'one_api_error' } },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'one-api',
    status: 503,
    body: {
      error: {
        message: '当前分组 default 下对于模型 x 无可用渠道',
        type: 'new_api_error',
        code: 'model_not_found',
      },
    },
    kind: 'invalid-request',
    says: '无可用渠道',
  },
  {
    from: 'one-api',
    status: 401,
    body: { error: { message: '无效的令牌', type: 'new_api_error' } },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'OpenAI',
    status: 429,
    body: {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'OpenAI',
    status: 429,
    body: {
      error: { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' },
    },
    kind: 'rate-limit',
    says: 'limiting requests',
  },
  {
    from: 'OpenAI',
    status: 401,
    body: { error: { message: 'Incorrect API key provided: sk-no.', code: 'invalid_api_key' } },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'OpenAI',
    status: 403,
    body: {
      error: {
        message: 'Country, region, or territory not supported',
        code: 'unsupported_country_region_territory',
      },
    },
    kind: 'invalid-request',
    says: 'does not allow this request',
  },
  {
    from: 'a proxy',
    status: 403,
    body: { error: 'Blocked by the policy of your organization' },
    kind: 'invalid-request',
    says: 'does not allow this request',
  },
  {
    from: 'Azure',
    status: 400,
    body: {
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        code: 'context_length_exceeded',
      },
    },
    kind: 'context-too-long',
    says: 'too long for the model',
  },
  {
    from: 'Azure',
    status: 400,
    body: { error: { message: 'The response was filtered', code: 'content_filter', status: 400 } },
    kind: 'invalid-request',
    says: 'filtered',
  },
  {
    from: 'Azure',
    status: 401,
    body: { statusCode: 401, message: 'Unauthorized. Access token is missing, invalid, or expired.' },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'vLLM',
    status: 400,
    body: {
      object: 'error',
      message: 'The prompt (total length 12000) is too long to fit into the model',
      type: 'BadRequestError',
      code: 400,
    },
    kind: 'context-too-long',
    says: 'too long for the model',
  },
  {
    from: 'vLLM',
    status: 404,
    body: {
      object: 'error',
      message: 'The model `x` does not exist.',
      type: 'NotFoundError',
      param: null,
      code: 404,
    },
    kind: 'invalid-request',
    says: 'does not exist',
  },
  {
    from: 'LiteLLM',
    status: 400,
    body: {
      error: {
        message: 'Budget has been exceeded! Current cost: 10.1, Max budget: 10.0',
        type: 'budget_exceeded',
        code: '400',
      },
    },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'LiteLLM without a database',
    status: 400,
    body: { error: { message: 'No connected db.', type: 'no_db_connection', param: null, code: '400' } },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'LiteLLM',
    status: 500,
    body: { error: { message: 'litellm.AuthenticationError: Invalid API key', code: '500' } },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'OpenRouter',
    status: 402,
    body: { error: { message: 'This request requires more credits, or fewer max_tokens.', code: 402 } },
    kind: 'credits',
    says: 'more credits',
  },
  {
    from: 'OpenRouter',
    status: 429,
    body: {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: {
          raw: '{"error":{"message":"deepseek is temporarily rate-limited upstream"}}',
          provider_name: 'X',
        },
      },
    },
    kind: 'rate-limit',
    says: 'temporarily rate-limited upstream',
  },
  {
    from: 'OpenRouter',
    status: 502,
    body: {
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: { raw: 'upstream is being restarted' },
      },
    },
    kind: 'server',
    says: 'upstream is being restarted',
  },
  {
    from: 'Anthropic',
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
    },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'Anthropic',
    status: 413,
    body: {
      type: 'error',
      error: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
    },
    kind: 'context-too-long',
    says: 'too large for the gateway',
  },
  {
    from: 'Anthropic',
    status: 529,
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    kind: 'server',
    says: 'The gateway failed',
  },
  {
    from: 'Google',
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: 'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
    kind: 'context-too-long',
    says: 'too long for the model',
  },
  {
    from: 'Google',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'API key not valid. Please pass a valid API key.',
        status: 'INVALID_ARGUMENT',
      },
    },
    kind: 'authentication',
    says: 'refused the key',
  },
  {
    from: 'Google',
    status: 429,
    body: {
      error: {
        code: 429,
        message: 'You exceeded your current quota. Please retry in 32s.',
        status: 'RESOURCE_EXHAUSTED',
      },
    },
    kind: 'rate-limit',
    says: 'limiting requests',
  },
  {
    from: 'DashScope',
    status: 400,
    body: {
      code: 'Arrearage',
      message: 'Access denied, please make sure your account is in good standing.',
      request_id: 'x',
    },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'DashScope',
    status: 429,
    body: {
      code: 'Throttling.AllocationQuota',
      message: 'Allocated quota exceeded, please increase your quota limit.',
    },
    kind: 'rate-limit',
    says: 'limiting requests',
  },
  {
    from: 'DashScope',
    status: 400,
    body: { code: 'InvalidParameter', message: 'Range of input length should be [1, 98304]' },
    kind: 'context-too-long',
    says: 'too long for the model',
  },
  {
    from: 'a gateway with one status for all',
    status: 500,
    body: { error: { message: 'no', code: '402' } },
    kind: 'credits',
    says: 'no credits left',
  },
  {
    from: 'a gateway with one status for all',
    status: 400,
    body: { error: { message: 'later', code: 429 } },
    kind: 'rate-limit',
    says: 'limiting requests',
  },
  {
    from: 'FastAPI',
    status: 422,
    body: { detail: [{ loc: ['body', 'top_p'], msg: 'must be less than 1', type: 'value_error' }] },
    kind: 'invalid-request',
    says: 'must be less than 1',
  },
  {
    from: 'DeepSeek',
    status: 400,
    body: { error: { message: 'Content Exists Risk', code: 'invalid_request_error' } },
    kind: 'invalid-request',
    says: 'Content Exists Risk',
  },
  {
    from: 'DeepSeek',
    status: 503,
    body: { error: { message: 'insufficient system resource', code: 'insufficient_system_resource' } },
    kind: 'server',
    says: 'insufficient system resource',
  },
  {
    from: 'a gateway with words alone',
    status: 500,
    body: 'upstream connect error',
    kind: 'server',
    says: '"upstream connect error"',
  },
  {
    from: 'a gateway without the method',
    status: 501,
    body: {},
    kind: 'server',
    says: 'HTTP 501',
    retryable: false,
  },
  {
    from: 'a failing gateway that blames the prompt',
    status: 500,
    body: { error: { message: 'prompt is too long: 2 > 1' } },
    kind: 'context-too-long',
    says: 'too long',
  },
  {
    from: 'an account without money behind a rate limit',
    status: 429,
    body: { error: { message: 'Account balance is insufficient' } },
    kind: 'credits',
    says: 'balance is insufficient',
  },
  {
    from: 'OpenRouter, for a key with a limit of its own',
    status: 403,
    body: { error: { message: 'Key limit exceeded (total limit)', code: 403 } },
    kind: 'credits',
    says: 'Key limit exceeded',
  },
  {
    from: 'nobody in particular',
    status: 400,
    body: { error: { message: 'Requested token count exceeds the maximum of the model' } },
    kind: 'context-too-long',
    says: 'token count exceeds',
  },
  {
    from: 'nobody in particular',
    status: 400,
    body: {
      error: {
        message: 'max_tokens is too large: 500000. This model supports at most 384000 completion tokens.',
      },
    },
    kind: 'invalid-request',
    says: 'max_tokens is too large',
  },
];

test.for(REFUSALS)('$from: $status $body is a $kind error', ({ status, body, kind, says, retryable }) => {
  const error = toDelegateError(
    { type: 'status', status, body, retryAfterMs: undefined, requestId: undefined },
    CONTEXT,
  );

  expect(error.kind).toBe(kind);
  expect(error.what).toContain(says);
  const isPassing = (kind === 'server' || kind === 'rate-limit') && (status === 429 || status >= 500);
  expect(error.retryable).toBe(retryable ?? isPassing);
});

test('what is said about credits has the exit code of credits', () => {
  const body = { error: { message: 'user quota is not enough' } };
  const error = toDelegateError(
    { type: 'status', status: 403, body, retryAfterMs: undefined, requestId: undefined },
    CONTEXT,
  );

  expect(EXIT_CODES[error.kind]).toBe(3);
  expect(error.next).toContain('add credits');
});

/** Errors in place of an answer, with a 200. */
const IN_PLACE: { body: unknown; kind: ErrorKind; says: string }[] = [
  {
    body: { code: 50001, msg: 'model is being upgraded', data: null },
    kind: 'server',
    says: 'model is being upgraded',
  },
  { body: { object: 'error', message: 'it broke', code: 500 }, kind: 'server', says: 'it broke' },
  {
    body: { success: false, errors: [{ code: 7003, message: 'no route' }], messages: [], result: null },
    kind: 'server',
    says: 'no route',
  },
  {
    body: { success: false, message: 'insufficient balance' },
    kind: 'credits',
    says: 'insufficient balance',
  },
  {
    body: { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, choices: null },
    kind: 'credits',
    says: 'insufficient balance',
  },
  {
    body: { error_code: 17, error_msg: 'Open api daily request limit reached' },
    kind: 'server',
    says: 'daily request limit',
  },
  { body: { detail: 'Too many requests' }, kind: 'rate-limit', says: 'Too many requests' },
  {
    body: [{ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }],
    kind: 'server',
    says: 'overloaded',
  },
  {
    body: { choices: [{ index: 0, delta: {}, error: { message: 'went away', code: 502 } }] },
    kind: 'server',
    says: 'went away',
  },
  {
    body: { error: { type: 'rate_limit_error', message: 'Too many tokens per minute' } },
    kind: 'rate-limit',
    says: 'Too many tokens per minute',
  },
  {
    body: { error: { message: '{"error":{"message":"inner words"}}' } },
    kind: 'server',
    says: '"inner words"',
  },
  { body: { error: true, message: 'outer words' }, kind: 'server', says: 'outer words' },
];

test.for(IN_PLACE)('a 200 with $body is a $kind error that shows its words', async ({ body, kind, says }) => {
  for (const response of [
    respond([JSON.stringify(body)], { contentType: JSON_TYPE }),
    respond([sse(body)], { contentType: EVENT_STREAM }),
    respond([JSON.stringify(body, null, 2)], { contentType: EVENT_STREAM }),
    respond([`event: error\n${sse(body)}`], { contentType: EVENT_STREAM }),
  ]) {
    const { error, text } = await readAnswer(response);
    expect(error?.kind).toBe(kind);
    expect(error?.message).toContain(says);
    expect(text).toBe('');
  }
});

test.for<[string, unknown]>([
  ['a code of success', { code: 0, msg: '', choices: [{ delta: { content: 'a' } }] }],
  [
    'a status that is fine',
    { base_resp: { status_code: 0, status_msg: '' }, choices: [{ delta: { content: 'a' } }] },
  ],
  ['an empty list of errors', { errors: [], success: true, choices: [{ delta: { content: 'a' } }] }],
  ['no error', { error: null, choices: [{ delta: { content: 'a' }, error: null }] }],
  ['words about it', { message: 'fine', choices: [{ delta: { content: 'a' } }] }],
])('an answer with %s is an answer', async ([, chunk]) => {
  const items = [chunk, { choices: [{ delta: {}, finish_reason: 'stop' }] }, '[DONE]'];

  expect(await readAnswer(respond([sse(...items)]))).toMatchObject({ text: 'a', error: undefined });
});

test('text in the event that brings the error is kept', async () => {
  const item = { error: { message: 'went away' }, choices: [{ delta: { content: 'ab' } }] };

  expect(await readAnswer(respond([sse(item)]))).toMatchObject({ text: 'ab', error: { kind: 'server' } });
});

test.for([
  [
    'a page of nginx',
    413,
    'text/html',
    '<html><center><h1>413 Request Entity Too Large</h1></center></html>',
    'too large for the gateway',
  ],
  [
    'a refusal that comes as a stream',
    402,
    'text/event-stream',
    'event: error\ndata: {"error":{"message":"pay first"}}\n\n',
    'pay first',
  ],
  ['plain words', 404, 'text/plain', 'no such route here', 'no such route here'],
] as const)('%s is reported once, without its markup', async ([, status, contentType, body, says]) => {
  await using upstream = await startUpstream((response) =>
    response.writeHead(status, { 'content-type': contentType }).end(body),
  );

  const { error } = await askServer(upstream.url);

  expect(error?.message).toContain(says);
  expect(error?.message).toContain(`HTTP ${status}`);
  expect(error?.message).not.toMatch(/<|event:/);
  expect(upstream.requests).toHaveLength(1);
});

test('words about the account in a 503 are not sent for again', async () => {
  await using upstream = await startUpstream((response) =>
    answerJson(response, 503, { error: { message: 'Insufficient Balance' } }),
  );

  expect((await askServer(upstream.url)).error).toMatchObject({ kind: 'credits' });
  expect(upstream.requests).toHaveLength(1);
});
