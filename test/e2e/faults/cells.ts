import { PROTOCOL_NAMES, type ProtocolName } from '../../../src/config/config.ts';
import { FAULTS, type FaultName } from '../../../src/sandbox/sandbox.ts';

const INTERFACES = ['deepseek_chat', 'deepseek_stream', 'chat'] as const;

/** One fault, met over one protocol, through one interface. */
export interface Cell {
  fault: FaultName;
  protocol: ProtocolName;
  /** A tool, or the command. */
  via: (typeof INTERFACES)[number];
  wantsJson: boolean;
}

/** Faults that mean something else where JSON was asked for. */
const JSON_FAULTS: readonly FaultName[] = ['blank-json', 'wrong-json'];

export function listCells(): Cell[] {
  return (Object.keys(FAULTS) as FaultName[]).flatMap((fault) =>
    PROTOCOL_NAMES.flatMap((protocol) =>
      INTERFACES.flatMap((via) => {
        const cell = { fault, protocol, via, wantsJson: false };
        const isJson = JSON_FAULTS.includes(fault) && via !== 'deepseek_stream';
        return isJson ? [cell, { ...cell, wantsJson: true }] : [cell];
      }),
    ),
  );
}

/** By what a row of docs/faults.md may narrow itself down. */
export function conditionsOf({ protocol, wantsJson }: Cell): string[] {
  return [`over ${protocol}`, ...(wantsJson ? ['where JSON is asked for'] : [])];
}
