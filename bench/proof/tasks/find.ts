import assert from 'node:assert/strict';
import { ATTEMPTS, PRODUCTION, shopWithSettings } from '../corpus/settings.ts';
import type { Task } from '../task.ts';

const files = shopWithSettings();
const lines = (files[PRODUCTION] ?? '').split('\n');
const LINE = lines.indexOf(`    max_attempts: ${ATTEMPTS}`, lines.indexOf('webhooks:')) + 1;
const ANSWER = `${PRODUCTION}:${LINE} sets webhooks.delivery.max_attempts to ${ATTEMPTS}, over the 5 of config/default.yml; src/webhooks/deliver.js reads it, so a failed webhook is sent up to ${ATTEMPTS - 1} times more.`;

export const find: Task = {
  slug: 'find',
  name: 'Find where something is configured',
  prompt: 'How often is a failed webhook sent again in production, and which line sets that?',
  files,
  alone: {
    rounds: [
      [
        { do: 'search', pattern: 'retry|retries|attempt', path: 'src' },
        { do: 'search', pattern: 'webhook', path: '.' },
      ],
      [
        { do: 'read', path: 'src/webhooks/deliver.js' },
        { do: 'read', path: 'src/settings.js' },
      ],
      [{ do: 'search', pattern: 'max_attempts|^[a-z]+:', path: 'config' }],
      [{ do: 'read', path: PRODUCTION, from: LINE - 6, lines: 8 }],
    ],
    lastWord: () => ANSWER,
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_chat',
          arguments: {
            prompt:
              'How often is a failed webhook sent again in production, and which line sets that? Answer with path:line, the value and what overrides what, in at most 60 words.',
            explore: true,
          },
        },
      ],
      [{ do: 'read', path: PRODUCTION, from: LINE - 6, lines: 8 }],
    ],
    lastWord: (seen) => /^config\/.*$/m.exec(seen)?.[0] ?? 'I do not know.',
  },
  evidence: [`max_attempts: ${ATTEMPTS}`],
  deepseek: {
    look({ messages, tools }) {
      if (tools.length === 0) return undefined;
      const looks = [
        { action: 'search', pattern: 'webhook', path: '.' },
        { action: 'read', path: 'src/webhooks/deliver.js' },
        { action: 'read', path: 'src/settings.js' },
        { action: 'search', pattern: 'max_attempts|^[a-z]+:', path: 'config' },
        { action: 'read', path: PRODUCTION },
      ];
      return looks[messages.filter(({ role }) => role === 'tool').length];
    },
    answer: ({ messages }) =>
      messages.some(
        ({ role, text }) => role === 'tool' && text.includes(`${LINE}\t    max_attempts: ${ATTEMPTS}`),
      )
        ? ANSWER
        : 'Nothing says so.',
  },
  verify: ({ lastWord }) => assert.equal(lastWord, ANSWER),
};
