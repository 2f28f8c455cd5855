import { createHash } from 'node:crypto';
import type * as z from 'zod';

/** Why a line is not understood. `newer`: a later version of this program wrote it. */
export type Unreadable = 'damaged' | 'newer';

type ParsedLine<Entry> =
  | { readonly entry: Entry; readonly unreadable?: undefined }
  | { readonly entry?: undefined; readonly unreadable: Unreadable };

/** How the records of one store are written as lines of JSON, and read again. */
export interface RecordFormat<Entry> {
  /** @returns The line, with its line break; JSON has none inside. */
  format(entry: Entry): string;
  /** What is in a line. An empty one is damaged like any other that has no record. */
  parse(line: string): ParsedLine<Entry>;
}

interface RecordFormatOptions<Entry> {
  /** Raised with every change that an earlier version would misunderstand; a new `kind` is one. */
  readonly version: number;
  /** Of all kinds of records; each has a `kind`. Fields that it does not know are dropped. */
  readonly schema: z.ZodType<Entry>;
  /** Turns a record of 0.1.0, whose version is in `v`, into one of today; undefined where it cannot be. */
  readonly upgrade?: (record: Readonly<Record<string, unknown>>) => unknown;
}

/** The version field of 0.1.0. */
const FIRST_VERSION = 1;
const CHECKSUM = /,"sum":"([0-9a-f]{8})"\}$/;

/**
 * Records are read by one policy in all stores: what a later version wrote, or what is damaged, is reported to
 * whoever reads, and never skipped without a word. A checksum tells a changed line from a whole one.
 */
export function defineRecords<Entry extends { kind: string }>({
  version,
  schema,
  upgrade,
}: RecordFormatOptions<Entry>): RecordFormat<Entry> {
  const validate = (value: unknown): ParsedLine<Entry> => {
    const { data } = schema.safeParse(value);
    return data === undefined ? DAMAGED : { entry: data };
  };
  return {
    format({ kind, ...entry }) {
      const body = JSON.stringify({ kind, version, ...entry });
      return `${body.slice(0, -1)},"sum":"${sumOf(body)}"}\n`;
    },
    parse(line) {
      const value = parseObject(line);
      if (!value) return DAMAGED;
      if (upgrade && value['version'] === undefined && typeof value['v'] === 'number') {
        return value['v'] === FIRST_VERSION ? validate(upgrade(value)) : NEWER;
      }
      if (typeof value['version'] !== 'number') return DAMAGED;
      if (value['version'] > version) return NEWER;
      return value['version'] === version && isWhole(line) ? validate(value) : DAMAGED;
    },
  };
}

const DAMAGED = { unreadable: 'damaged' } as const;
const NEWER = { unreadable: 'newer' } as const;

function isWhole(line: string): boolean {
  const found = CHECKSUM.exec(line);
  return found !== null && sumOf(`${line.slice(0, found.index)}}`) === found[1];
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
