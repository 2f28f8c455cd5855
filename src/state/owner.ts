import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { formatOwner, HEARTBEAT_MS, isOwnerLive, showsLife } from './owner-file.ts';
import { preparePrivateFolder } from './private-folder.ts';
import { ownIdentity } from './process-identity.ts';
import { errorCode } from './state-error.ts';

/** What a process owns while it works on it, such as the log of a run. */
export interface Ownership {
  /** Names it in records. It begins with the name of the process, which has one file for all that it owns. */
  readonly name: string;
  readonly release: () => void;
}

export interface OwnershipListeners {
  /** Somebody asks the owner to stop. May be called more than once. */
  readonly onCancel: () => void;
  /** Called every 2 s or so. */
  readonly onBeat: () => void;
}

const FOLDER = 'processes';
const CANCEL_POLL_MS = 150;
/** How long a process keeps its file after it released all that it owned: the next call often comes soon. */
const LINGER_MS = 10_000;

/** This process in one state folder. */
interface OwnProcess {
  readonly name: string;
  readonly file: string;
  readonly owned: Map<string, OwnershipListeners>;
  count: number;
  /** By the monotonic clock. */
  beatAtMs: number;
  cancelBytes: number;
  timers: NodeJS.Timeout[];
}

const own = new Map<string, OwnProcess>();

/**
 * Becomes an owner. The file of this process is there when it returns, so that a record may name it.
 *
 * @throws {DelegateError} `configuration`, or what the file system says.
 */
export function becomeOwner(stateDir: string, listeners: OwnershipListeners): Ownership {
  const me = own.get(stateDir) ?? appear(stateDir);
  if (me.owned.size === 0) wake(stateDir, me);
  const name = `${me.name}.${(me.count += 1)}`;
  me.owned.set(name, listeners);
  return {
    name,
    release() {
      if (!me.owned.delete(name) || me.owned.size > 0) return;
      stopTimers(me);
      me.timers = [setTimeout(() => disappear(stateDir, me), LINGER_MS).unref()];
    },
  };
}

/** Whether the owner of that name lives and still owns what it did. */
export function isLive(stateDir: string, name: string): boolean {
  return ownedHere(stateDir, name) ?? isOwnerLive(processFile(stateDir, name));
}

/** The same, with patience where it cannot be seen at once. */
export async function isSurelyLive(stateDir: string, name: string): Promise<boolean> {
  return ownedHere(stateDir, name) ?? showsLife(processFile(stateDir, name));
}

/** Leaves a note that the owner finds within about 150 ms. It is for that owner only. */
export function cancelOwner(stateDir: string, name: string): void {
  appendFileSync(cancelFile(processFile(stateDir, name)), `${name}\n`, { mode: 0o600 });
}

/** Removes what dead processes left. */
export function removeDeadOwners(stateDir: string, minAgeMs: number): void {
  const folder = path.join(stateDir, FOLDER);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > minAgeMs && !isOwnerLive(file)) rmSync(file, { force: true });
  }
}

/** Undefined for what another process owns, or an earlier life of this one's file. */
function ownedHere(stateDir: string, name: string): boolean | undefined {
  const me = own.get(stateDir);
  return me && processNameOf(name) === me.name ? me.owned.has(name) : undefined;
}

function processNameOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function processFile(stateDir: string, name: string): string {
  return path.join(stateDir, FOLDER, `${processNameOf(name)}.json`);
}

function cancelFile(file: string): string {
  return `${file.slice(0, -'.json'.length)}.cancel`;
}

function appear(stateDir: string): OwnProcess {
  const folder = preparePrivateFolder(stateDir, FOLDER);
  // Hexadecimal, since some platforms do not tell capitals from small letters in file names.
  const name = randomBytes(8).toString('hex');
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, formatOwner(ownIdentity()), { flag: 'wx', mode: 0o600 });
  const me: OwnProcess = {
    name,
    file,
    owned: new Map(),
    count: 0,
    beatAtMs: performance.now(),
    cancelBytes: 0,
    timers: [],
  };
  process.removeListener('exit', removeOwnFiles).once('exit', removeOwnFiles);
  own.set(stateDir, me);
  return me;
}

function wake(stateDir: string, me: OwnProcess): void {
  stopTimers(me);
  // It may have been silent for as long as it owned nothing.
  if (performance.now() - me.beatAtMs > HEARTBEAT_MS) beat(stateDir, me);
  me.timers = [
    setInterval(() => beat(stateDir, me), HEARTBEAT_MS).unref(),
    setInterval(() => lookForCancel(me), CANCEL_POLL_MS).unref(),
  ];
}

function stopTimers(me: OwnProcess): void {
  for (const timer of me.timers) clearTimeout(timer);
}

function beat(stateDir: string, me: OwnProcess): void {
  me.beatAtMs = performance.now();
  try {
    utimesSync(me.file, new Date(), new Date());
  } catch (error) {
    // Somebody cleaned up. Without a file, this process would be taken for dead.
    if (errorCode(error) === 'ENOENT') putBack(stateDir, me);
  }
  for (const { onBeat } of me.owned.values()) onBeat();
}

function putBack(stateDir: string, me: OwnProcess): void {
  try {
    preparePrivateFolder(stateDir, FOLDER);
    writeFileSync(me.file, formatOwner(ownIdentity()), { mode: 0o600 });
  } catch {
    // It is tried again with the next heartbeat.
  }
}

function lookForCancel(me: OwnProcess): void {
  const file = cancelFile(me.file);
  try {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes === me.cancelBytes) return;
    me.cancelBytes = bytes;
    for (const name of readFileSync(file, 'utf8').split('\n')) me.owned.get(name)?.onCancel();
  } catch {
    // What cannot be read now can be a moment later.
    me.cancelBytes = 0;
  }
}

function disappear(stateDir: string, me: OwnProcess): void {
  own.delete(stateDir);
  rmSync(me.file, { force: true });
  if (me.cancelBytes > 0) rmSync(cancelFile(me.file), { force: true });
}

function removeOwnFiles(): void {
  for (const [stateDir, me] of own) {
    try {
      disappear(stateDir, me);
    } catch {
      // Another process removes it once it is old.
    }
  }
}
