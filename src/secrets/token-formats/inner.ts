import type { Source } from './format.ts';

/**
 * Formats that are known by something in their middle or at their end: what to look for, and the whole around it. The pattern
 * is tried where the anchor is; the first group is what comes before it.
 */
export const INNER_FORMATS: readonly (readonly [
  anchor: string,
  pattern: RegExp,
  kind: string,
  source: Source,
])[] = [
  [':AA', /(?<=(?<![A-Za-z0-9])(\d{8,10})):AA[\w-]{33}(?![\w-])/y, 'a Telegram bot token', 'gitleaks'],
  ['/bot', /\/bot\d{8,10}:AA[\w-]{33}(?![\w-])/y, 'a Telegram bot token', 'gitleaks'],
  ['.atlasv1.', /(?<=([A-Za-z0-9]{14}))\.atlasv1\.[\w=-]{60,}/y, 'a Terraform Cloud token', 'gitleaks'],
  ['Q~', /(?<=(?<![\w.~-])([\w~.]{3}\d))Q~[\w.~-]{31,34}(?![\w~-])/y, 'an Azure client secret', 'gitleaks'],
  ['_mmk', /(?<=(?<!\w)([A-Za-z0-9]{6}_[A-Za-z0-9]{29}))_mmk(?!\w)/y, 'a MaxMind license key', 'gitleaks'],
  ['-us', /(?<=(?<!\w)([a-f0-9]{32}))-us\d{1,2}(?!\w)/y, 'a Mailchimp key', 'gitleaks'],
  [
    'hooks.slack.com/',
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{40,}/y,
    'a Slack webhook',
    'gitleaks',
  ],
  [
    '/api/webhooks/',
    /(?<=(discord(?:app)?\.com))\/api\/webhooks\/\d{16,20}\/[\w-]{60,}/y,
    'a Discord webhook',
    'vendor',
  ],
  [
    '.office.com/webhook',
    /\.office\.com\/webhookb?2?\/[a-f0-9-]{36}@[a-f0-9-]{36}\/IncomingWebhook\/[a-f0-9]{32}/y,
    'a Teams webhook',
    'gitleaks',
  ],
  [
    'chat.googleapis.com/v1/spaces/',
    /chat\.googleapis\.com\/v1\/spaces\/[\w-]+\/messages\?key=[\w-]+&token=[\w%-]{20,}/y,
    'a Google Chat webhook',
    'vendor',
  ],
  ['AccountKey=', /AccountKey=[A-Za-z0-9+/]{43,86}=/y, 'an Azure storage key', 'gitleaks'],
  ['SharedAccessKey=', /SharedAccessKey=[A-Za-z0-9+/]{43,86}=/y, 'an Azure access key', 'vendor'],
  ['sig=', /sig=[A-Za-z0-9%+/_-]{40,70}(?:%3D|=)?/y, 'an Azure signature', 'vendor'],
];
