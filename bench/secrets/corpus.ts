import { createDraw, type Draw } from './draw.ts';
import { makeFieldFiles } from './field-files.ts';
import { makeKeyFiles } from './keys.ts';
import { makeOrdinaryFiles } from './ordinary.ts';
import { KEY_NAMES, PASSWORD_NAMES, PLACES, VALUES, type MadeFile } from './places.ts';
import { drawTokens, TOKEN_PLACES } from './tokens.ts';

export interface Sample {
  readonly kind: string;
  readonly file: MadeFile;
}

const FIELD = 'files of projects';
/** Each of how many files of an ordinary kind. */
const ORDINARY_TIMES = 4;

/** Files with one secret each, and files with none; the bodies are random, and the same for the same seed. */
export function makeCorpus(seed: number): { withSecret: Sample[]; ordinary: Sample[] } {
  const draw = createDraw(seed);
  return {
    withSecret: [
      ...underNames(draw),
      ...tokens(draw),
      ...makeKeyFiles().map((file) => ({ kind: 'private keys', file })),
      ...makeFieldFiles('with-secret', seed).map((file) => ({ kind: FIELD, file })),
    ],
    ordinary: [
      ...makeOrdinaryFiles(draw, ORDINARY_TIMES),
      ...makeFieldFiles('ordinary', seed).map((file) => ({ kind: FIELD, file })),
    ],
  };
}

/** Every kind of value in every place. */
function underNames(draw: Draw): Sample[] {
  return Object.entries(PLACES).flatMap(([kind, places]) =>
    places.flatMap((place) =>
      Object.entries(VALUES).map(([value, make]) => {
        const name = draw.pick(value.startsWith('password') ? PASSWORD_NAMES : KEY_NAMES);
        return { kind, file: place(make(draw), name) };
      }),
    ),
  );
}

/** Every vendor's format in two places. */
function tokens(draw: Draw): Sample[] {
  return Object.values(drawTokens(draw)).flatMap((token, index) =>
    [0, 1].map((step) => {
      const place = TOKEN_PLACES[(index + step) % TOKEN_PLACES.length] ?? (() => ['', ''] as const);
      return { kind: 'published formats', file: place(token) };
    }),
  );
}
