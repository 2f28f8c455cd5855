import { PROTOCOL_NAMES, type ProtocolName } from '../../../src/config/config.ts';
import { FAULTS, type FaultName } from '../../../src/sandbox/sandbox.ts';

const INTERFACES = ['deepseek_chat', 'deepseek_stream', 'chat'] as const;
/** What changes files. */
const EDITING = ['deepseek_stream', 'edit'] as const;

/** One fault, met over one protocol, through one interface. */
export interface Cell {
  fault: FaultName;
  protocol: ProtocolName;
  /** A tool, or the command. */
  via: (typeof INTERFACES | typeof EDITING)[number];
  wantsJson: boolean;
  /** Whether files are to be changed. */
  wantsEdits: boolean;
}

/** Faults that mean something else where JSON was asked for. */
const JSON_FAULTS: readonly FaultName[] = ['blank-json', 'wrong-json'];

/** Faults that an answer has only where edits were asked for. */
const EDIT_FAULTS: ReadonlySet<FaultName> = new Set<FaultName>([
  'near-miss-block',
  'ambiguous-block',
  'cut-block',
  'unsent-file',
]);

export function listCells(): Cell[] {
  const plain = { wantsJson: false, wantsEdits: false };
  return (Object.keys(FAULTS) as FaultName[]).flatMap((fault) =>
    PROTOCOL_NAMES.flatMap((protocol): Cell[] => {
      if (EDIT_FAULTS.has(fault)) {
        return EDITING.map((via) => ({ ...plain, fault, protocol, via, wantsEdits: true }));
      }
      return INTERFACES.flatMap((via) => {
        const cell = { ...plain, fault, protocol, via };
        const isJson = JSON_FAULTS.includes(fault) && via !== 'deepseek_stream';
        return isJson ? [cell, { ...cell, wantsJson: true }] : [cell];
      });
    }),
  );
}

/** By what a row of docs/faults.md may narrow itself down. */
export function conditionsOf({ protocol, wantsJson }: Cell): string[] {
  return [`over ${protocol}`, ...(wantsJson ? ['where JSON is asked for'] : [])];
}
