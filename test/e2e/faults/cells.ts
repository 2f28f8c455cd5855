import { PROTOCOL_NAMES, type ProtocolName } from '../../../src/config/config.ts';
import { FAULTS, type FaultName } from '../../../src/sandbox/sandbox.ts';

const DOORS = ['deepseek_chat', 'deepseek_stream', 'chat'] as const;

/** One fault, met over one protocol, through one door. */
export interface Cell {
  fault: FaultName;
  protocol: ProtocolName;
  /** A tool, or the command. */
  door: (typeof DOORS)[number];
  wantsJson: boolean;
}

/** Faults that mean something else where JSON was asked for. */
const JSON_FAULTS: readonly FaultName[] = ['blank-json', 'wrong-json'];

export function listCells(): Cell[] {
  return (Object.keys(FAULTS) as FaultName[]).flatMap((fault) =>
    PROTOCOL_NAMES.flatMap((protocol) =>
      DOORS.flatMap((door) => {
        const cell = { fault, protocol, door, wantsJson: false };
        const isJson = JSON_FAULTS.includes(fault) && door !== 'deepseek_stream';
        return isJson ? [cell, { ...cell, wantsJson: true }] : [cell];
      }),
    ),
  );
}

/** By what a row of docs/faults.md may narrow itself down. */
export function conditionsOf({ protocol, wantsJson }: Cell): string[] {
  return [`over ${protocol}`, ...(wantsJson ? ['where JSON is asked for'] : [])];
}
