import type { Case } from './case.ts';
import { claudeCode } from './claude-code.ts';
import { clineCli } from './cline.ts';
import { codex } from './codex.ts';
import { continueCli } from './continue.ts';
import { conformance } from './conformance.ts';
import { copilot } from './copilot.ts';
import { geminiCli } from './gemini-cli.ts';
import { inspector } from './inspector.ts';
import { nodeVersions } from './node-versions.ts';
import { openClaw } from './openclaw.ts';
import { opencode } from './opencode.ts';
import { qwenCode } from './qwen-code.ts';
import { readme } from './readme.ts';
import { validators } from './validators.ts';

export const QUICK: readonly Case[] = [...claudeCode, ...validators];

export const MORE: readonly Case[] = [
  ...codex,
  ...geminiCli,
  ...opencode,
  ...openClaw,
  ...qwenCode,
  ...continueCli,
  ...copilot,
  ...clineCli,
  ...inspector,
  ...conformance,
  ...readme,
  ...nodeVersions,
];
