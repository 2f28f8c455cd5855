import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/chat/request.ts';
import { gemini } from '../../../src/runapi/protocols/gemini.ts';
import { FULL_REQUEST, sent, WEATHER_TOOL } from '../../support/full-request.ts';
import { chatRequest } from '../../support/upstream.ts';

const bodyOf = (given: Partial<ChatRequest>) => sent(gemini.request(chatRequest(given)).body);

test('a bare request sends the contents and nothing else', () => {
  const { path, body } = gemini.request(chatRequest());

  expect(path).toBe('/v1beta/models/deepseek-v4-pro:streamGenerateContent?alt=sse');
  expect(sent(body)).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Say ok.' }] }] });
});

test('every field of a request has its place in the body', () => {
  const { body } = gemini.request(FULL_REQUEST);

  expect(sent(body)).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'What is this, and how is the weather there?' },
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
        ],
      },
      {
        role: 'model',
        parts: [
          { text: 'It is Rome.', thought: true, thoughtSignature: 'signed' },
          { text: 'Let me look.' },
          { functionCall: { id: 'call_1', name: 'get_weather', args: { city: 'Rome' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_1', name: 'get_weather', response: { result: '25 degrees' } } },
        ],
      },
    ],
    generationConfig: {
      maxOutputTokens: 500,
      temperature: 0.5,
      top_p: 0.9,
      stopSequences: ['END'],
      responseMimeType: 'application/json',
      thinkingConfig: { includeThoughts: true, thinkingLevel: 'low' },
    },
    tools: [
      {
        functionDeclarations: [
          {
            name: 'get_weather',
            description: 'Weather of a city',
            parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } },
          },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['get_weather'] } },
  });
});

test('values that are falsy, but given, are sent', () => {
  expect(
    bodyOf({ temperature: 0, top_p: 0, stop: 'x', thinking: 'disabled', response_format: 'text' }),
  ).toMatchObject({
    generationConfig: {
      temperature: 0,
      top_p: 0,
      stopSequences: ['x'],
      responseMimeType: 'text/plain',
      thinkingConfig: { thinkingBudget: 0 },
    },
  });
});

test.for([
  ['none', 'NONE'],
  ['auto', 'AUTO'],
  ['required', 'ANY'],
] as const)('tool_choice %s is translated for Gemini', ([tool_choice, mode]) => {
  expect(bodyOf({ tools: [WEATHER_TOOL], tool_choice })).toMatchObject({
    toolConfig: { functionCallingConfig: { mode } },
  });
});

test('thoughts are asked for where the caller wants to see the reasoning', () => {
  expect(bodyOf({ include_reasoning: true })).toMatchObject({
    generationConfig: { thinkingConfig: { includeThoughts: true } },
  });
  expect(bodyOf({ include_reasoning: false })).not.toHaveProperty('generationConfig');
});

test('a model id cannot leave its place in the path', () => {
  const { path } = gemini.request(chatRequest({ model: '../../v1/models?key=a#b' }));

  expect(new URL(path, 'https://runapi.ai').pathname).toBe(
    '/v1beta/models/..%2F..%2Fv1%2Fmodels%3Fkey%3Da%23b:streamGenerateContent',
  );
});

test('an image by its URL is sent as a reference', () => {
  const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };

  expect(bodyOf({ messages: [{ role: 'user', content: [image] }] })).toMatchObject({
    contents: [{ parts: [{ fileData: { fileUri: 'https://example.com/a.png' } }] }],
  });
});

test('the key is sent as x-goog-api-key, and never in the URL', () => {
  expect(gemini.headers('the-key')).toEqual({ 'x-goog-api-key': 'the-key' });
});
