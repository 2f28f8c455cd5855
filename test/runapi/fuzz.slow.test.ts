import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../src/config/config.ts';
import { anyCharacter } from '../support/any-character.ts';
import {
  bytes,
  capture,
  EVENT_STREAM,
  JSON_TYPE,
  readAnswer,
  respond,
  WHOLE_ANSWERS,
} from '../support/upstream.ts';

/** `collect` lets nothing pass but a DelegateError; a hang is one that takes longer than this. */
const PARAMETERS = { numRuns: 150, timeout: 20_000 };

const contentTypes = fc.constantFrom(EVENT_STREAM, JSON_TYPE, 'text/html', '');
const broken = fc.constantFrom(undefined, new TypeError('terminated'));

/** What an answer cannot be whole without, in each protocol. */
const SIGNS: Readonly<Record<ProtocolName, readonly RegExp[]>> = {
  'chat-completions': [/"finish_reason"\s*:\s*"/],
  messages: [/"stop_reason"\s*:\s*"/, /"type"\s*:\s*"message(_stop)?"/],
  gemini: [/"finishReason"\s*:\s*"|"blockReason"\s*:\s*"/],
};

function mayBeWhole(protocol: ProtocolName, sent: Uint8Array): boolean {
  const text = new TextDecoder().decode(sent);
  return SIGNS[protocol].every((sign) => sign.test(text));
}

function cutInto(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const offsets = places.map((place) => Math.floor(place * whole.length));
  const sorted = [0, ...offsets, whole.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => whole.subarray(sorted[index], end));
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

/** Bytes that come close to a wire format now and then. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.string({ unit: anyCharacter, maxLength: 20 }).map(bytes),
  fc.json({ maxDepth: 3 }).map((json) => bytes(`data: ${json}\n\n`)),
  fc.json({ maxDepth: 3 }).map(bytes),
  fc
    .constantFrom(
      'data: ',
      '\n\n',
      '\r\n\r\n',
      ': ',
      '[DONE]',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '{"error":1}',
      'event: error\n',
    )
    .map(bytes),
  fc.constantFrom(...Object.values(WHOLE_ANSWERS)).map(bytes),
);

test.for(PROTOCOL_NAMES)(
  'no bytes in any chunking make %s throw, hang, or call whole what is not',
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(noise, { maxLength: 12 }),
        places,
        contentTypes,
        broken,
        async (pieces, cuts, contentType, breakage) => {
          const whole = new Uint8Array(Buffer.concat(pieces));
          const response = respond(cutInto(whole, cuts), {
            contentType,
            ...(breakage && { broken: breakage }),
          });

          const { error } = await readAnswer(response, { protocol });

          expect(error !== undefined || mayBeWhole(protocol, whole)).toBe(true);
        },
      ),
      PARAMETERS,
    );
  },
);

const CAPTURES = {
  'chat-completions': 'chat-completions.stream.sse',
  messages: 'messages.stream.sse',
} as const;

test.for(['chat-completions', 'messages'] as const)(
  'a recorded %s stream with bytes changed, lost or doubled never throws, hangs, or is whole without its end',
  async (protocol) => {
    const recorded = capture(CAPTURES[protocol]);
    const damage = fc.record({
      at: fc.nat({ max: recorded.length }),
      removed: fc.nat({ max: 40 }),
      inserted: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constant(recorded.subarray(0, 300))),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), places, async (damages, cuts) => {
        let damaged: Uint8Array = recorded;
        for (const { at, removed, inserted } of damages) {
          damaged = Buffer.concat([damaged.subarray(0, at), inserted, damaged.subarray(at + removed)]);
        }

        const { error } = await readAnswer(respond(cutInto(damaged, cuts)), { protocol });

        expect(error !== undefined || mayBeWhole(protocol, damaged)).toBe(true);
      }),
      { ...PARAMETERS, numRuns: 100 },
    );
  },
);
