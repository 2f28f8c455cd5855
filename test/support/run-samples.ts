import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Receipt } from '../../src/runs/receipt.ts';
import {
  openRunStore,
  type RunEnd,
  type RunStart,
  type RunStore,
  type RunStoreOptions,
  type RunWriter,
} from '../../src/runs/store.ts';
import { openProjectFolders } from '../../src/state/project-folders.ts';

/** A store of a project without roots. */
export function openStore(stateDir: string, options: Partial<RunStoreOptions> = {}): RunStore {
  return openRunStore(stateDir, { roots: [], ...options });
}

/** Where the runs of that project are. */
export function runsFolder(stateDir: string): string {
  return openProjectFolders(stateDir, 'runs', { roots: [] }).own();
}

/** The file of each process that owns a run. */
export function ownerFiles(stateDir: string): string[] {
  const folder = path.join(stateDir, 'processes');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => path.join(folder, name));
}

export function start(prompt = 'Name a colour.'): RunStart {
  return {
    model: 'deepseek-v4-pro',
    protocol: 'chat-completions',
    title: prompt.slice(0, 80),
    request: {
      model: 'deepseek-v4-pro',
      protocol: 'chat-completions',
      messages: [{ role: 'user', content: prompt }],
      max_tokens: 100,
    },
  };
}

export function end(facts: Partial<Receipt> = {}): RunEnd {
  const receipt: Receipt = {
    model: 'deepseek-v4-pro',
    protocol: 'chat-completions',
    status: 'complete',
    finish_reason: 'stop',
    incomplete_reason: null,
    usage: null,
    attempts: 1,
    duration_ms: 12,
    time_to_first_token_ms: 3,
    run_id: null,
    conversation_id: null,
    request_id: null,
    saved_to: null,
    files: null,
    edited: null,
    check: null,
    explored: null,
    cost: null,
    ...facts,
  };
  return { receipt, errorKind: null, errorMessage: null };
}

export function say(writer: RunWriter, ...texts: string[]): void {
  for (const text of texts) writer.append({ type: 'text-delta', text });
}

/** Longer than it takes until what was appended is on disk. */
export const WRITTEN_MS = 150;
