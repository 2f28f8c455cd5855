import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import type { Settings } from '../../config/config.ts';
import { appendLine, followAppendedFile } from '../../state/appended-file.ts';
import { openProjectFolders } from '../../state/project-folders.ts';
import { defineRecords } from '../../state/record-format.ts';
import type { ChatArguments } from '../arguments/arguments.ts';

/** What a target is made of, recorded before it is saved, and once it is. */
const outputRecord = z.object({
  kind: z.literal('output'),
  /** As it is shown. */
  target: z.string(),
  model: z.string(),
  /** SHA-256 of the arguments that all files of the call share. */
  call: z.string(),
  /** SHA-256 of the file that it was made from. */
  source: z.string(),
  isSaved: z.boolean().default(true),
  /** Change that the file is a part of, by the id of its run. */
  changeId: z.string().nullable().default(null),
});

export type OutputRecord = Omit<z.infer<typeof outputRecord>, 'kind'>;

const outputRecords = defineRecords({ version: 1, schema: outputRecord });

/** What the fan-outs of a project have written: a file that exists is the output of a call only if this says so. */
export interface Outputs {
  readonly find: (target: string) => OutputRecord | undefined;
  /** Never fails: without the record, the next call refuses to take the file for its own. */
  readonly add: (record: OutputRecord) => void;
}

export function openOutputs({ stateDir, roots }: Pick<Settings, 'stateDir' | 'roots'>): Outputs {
  const folders = openProjectFolders(stateDir, 'outputs', { roots });
  const file = () => path.join(folders.own(), 'outputs.jsonl');
  const byTarget = new Map<string, OutputRecord>();
  let readMore: (() => void) | undefined;
  return {
    find(target) {
      if (!readMore) {
        const reader = followAppendedFile(file());
        readMore = () =>
          reader.readMore(
            (line) => {
              const { entry } = outputRecords.parse(line);
              if (entry) byTarget.set(entry.target, entry);
            },
            () => byTarget.clear(),
          );
        readMore();
      }
      return byTarget.get(target);
    },
    add(record) {
      try {
        folders.prepare();
        appendLine(file(), outputRecords.format({ kind: 'output', ...record }));
      } catch {
        // As above.
      }
    },
  };
}

/** What all files of a call share, as one hash; not the model, which is compared separately. */
export function hashCall(given: ChatArguments, sharedText: string): string {
  const { prompt, system, save_format, response_format, json_schema } = given;
  const call = JSON.stringify([prompt, system, save_format, response_format, json_schema, sharedText]);
  return createHash('sha256').update(call).digest('hex');
}

/** Why a file that exists is not the output that this call would make; undefined where it is. */
export function differenceOf(
  found: OutputRecord | undefined,
  wanted: Pick<OutputRecord, 'call' | 'model' | 'source'>,
): string | undefined {
  if (!found) return 'exists and is not known to be an output of this call';
  if (found.call !== wanted.call) return 'was made with another prompt or other files';
  if (found.model !== wanted.model) return `was made by ${found.model}`;
  return found.source === wanted.source ? undefined : 'was made from an earlier version of its source';
}
