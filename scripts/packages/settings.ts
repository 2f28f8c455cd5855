/** What a client asks its user for, and the variable in which the server reads it. */
export interface Setting {
  readonly variable: string;
  readonly title: string;
  readonly description: string;
}

export const API_KEY: Setting = {
  variable: 'RUNAPI_API_KEY',
  title: 'RunAPI key',
  description: 'Key from https://runapi.ai/api_keys. It is sent to the base URL and nowhere else.',
};

export const BASE_URL: Setting & { readonly default: string } = {
  variable: 'RUNAPI_BASE_URL',
  title: 'Base URL',
  description: 'Root of the RunAPI gateway, without /v1.',
  default: 'https://runapi.ai',
};

export const ROOTS: Setting & { readonly default: string } = {
  variable: 'DEEPSEEK_ROOTS',
  title: 'Folders',
  description:
    'Folders that files may be read from and answers saved to, separated as in PATH; "none" for no access to files.',
  default: 'none',
};
