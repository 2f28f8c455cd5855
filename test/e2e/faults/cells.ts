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
  /** Whether DeepSeek looks into a project. */
  explores: boolean;
  /**
   * Whether the command is the built one, in a process of its own, which is what costs most of the time. Each fault
   * meets it over one protocol, of which each has its turn; over the others, the command runs in memory.
   */
  isBuilt: boolean;
}

/** Faults that mean something else where JSON was asked for. */
const JSON_FAULTS: readonly FaultName[] = ['blank-json', 'wrong-json'];

/** Faults that an answer has only where edits were asked for. */
const EDIT_FAULTS: ReadonlySet<FaultName> = new Set<FaultName>([
  'near-miss-block',
  'ambiguous-block',
  'cut-block',
  'unsent-file',
  'failed-check',
]);

/** Faults of a model that looks into a project. */
const EXPLORE_FAULTS: readonly FaultName[] = [
  'call-in-markers',
  'call-in-xml',
  'call-in-fence',
  'open-arguments',
  'wrong-arguments',
  'unknown-function',
  'several-calls',
  'same-call',
  'endless-reading',
  'second-round-refused',
];

const NONE = { wantsJson: false, wantsEdits: false, explores: false };

export function listCells(): Cell[] {
  return (Object.keys(FAULTS) as FaultName[]).flatMap((fault, row) =>
    PROTOCOL_NAMES.flatMap((protocol, column): Cell[] => {
      const plain = { ...NONE, isBuilt: column === row % PROTOCOL_NAMES.length };
      if (EDIT_FAULTS.has(fault)) {
        return EDITING.map((via) => ({ ...plain, fault, protocol, via, wantsEdits: true }));
      }
      return INTERFACES.flatMap((via) => {
        const cell = { ...plain, fault, protocol, via, explores: EXPLORE_FAULTS.includes(fault) };
        const isJson = JSON_FAULTS.includes(fault) && via !== 'deepseek_stream';
        return isJson ? [cell, { ...cell, wantsJson: true }] : [cell];
      });
    }),
  );
}

/** By what a row of docs/faults.md may narrow itself down. */
export function conditionsOf({ protocol, wantsJson, explores }: Cell): string[] {
  return [
    `over ${protocol}`,
    ...(wantsJson ? ['where JSON is asked for'] : []),
    ...(explores ? ['with `explore`'] : []),
  ];
}
