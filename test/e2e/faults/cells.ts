import { PROTOCOL_NAMES, type ProtocolName } from '../../../src/config/config.ts';
import { FAULTS, type FaultName } from '../../../src/sandbox/sandbox.ts';
import { findExpectation, type Expectation } from './expectations.ts';

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
  /** Whether the command is the built one, in a process of its own, which costs most of the time, or runs in memory. */
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

const NONE = { wantsJson: false, wantsEdits: false, explores: false, isBuilt: true };

/**
 * Every fault over every protocol, every fault through every interface, and every interface over every protocol: a
 * protocol is read long before it matters who asked. The built command meets each outcome once: which fault led to it
 * makes no difference to the process around a command.
 */
export function listCells(expectations: readonly Expectation[]): Cell[] {
  const met = new Set<string>();
  const isNew = (cell: Cell) => {
    const outcome = outcomeOf(cell, expectations);
    if (outcome === undefined || met.has(outcome)) return false;
    met.add(outcome);
    return true;
  };
  const all = listAllCells();
  return [
    ...all.filter(isChosen).map((cell) => ({ ...cell, isBuilt: isNew(cell) })),
    ...all.filter((cell) => !isChosen(cell) && isNew(cell)),
  ];
}

/** Of three interfaces over three protocols, three: each fault begins with the next. What is particular is kept. */
function isChosen({ fault, protocol, via }: Cell): boolean {
  if (EDIT_FAULTS.has(fault) || JSON_FAULTS.includes(fault)) return true;
  const row = Object.keys(FAULTS).indexOf(fault) + PROTOCOL_NAMES.indexOf(protocol);
  return via === INTERFACES[row % INTERFACES.length];
}

/** What a caller of the command sees of a cell, as docs/faults.md says; undefined for tools. */
export function outcomeOf(cell: Cell, expectations: readonly Expectation[]): string | undefined {
  if (cell.via !== 'chat' && cell.via !== 'edit') return undefined;
  const { exitCode, status, isError, kept } = findExpectation(expectations, cell.fault, conditionsOf(cell));
  // More than a pipe takes at once has to be written before the process ends.
  const isLong = cell.fault === 'huge-line';
  return JSON.stringify([cell.via, exitCode, status, isError, kept, isLong]);
}

/** Every fault over every protocol through every interface, with the built command. */
export function listAllCells(): Cell[] {
  return (Object.keys(FAULTS) as FaultName[]).flatMap((fault) =>
    PROTOCOL_NAMES.flatMap((protocol): Cell[] => {
      if (EDIT_FAULTS.has(fault)) {
        return EDITING.map((via) => ({ ...NONE, fault, protocol, via, wantsEdits: true }));
      }
      return INTERFACES.flatMap((via) => {
        const cell = { ...NONE, fault, protocol, via, explores: EXPLORE_FAULTS.includes(fault) };
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
