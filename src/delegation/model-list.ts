import type { ModelSettings } from '../config/models.ts';
import type { Model } from '../runapi/models.ts';

/** Where prices and limits are; they change, so they are never copied. */
export const PRICING_URL = 'https://runapi.ai/models/deepseek.md';

export interface ListedModel {
  id: string;
  use_when?: string;
  owned_by?: string;
  default?: true;
}

const USE_WHEN: Readonly<Record<string, string>> = {
  'deepseek-v4-pro': 'higher quality chat and reasoning',
  'deepseek-v4-flash': 'fast chat, bulk work',
};

/** The models as both interfaces show them: those that may be asked; where all may, those whose id contains `deepseek`, or all. */
export function describeModels(
  models: readonly Model[],
  { all, settings }: { all: boolean; settings: ModelSettings },
): ListedModel[] {
  return models
    .filter(({ id }) => settings.allowedModels?.has(id) ?? (all || id.includes('deepseek')))
    .map(({ id, ownedBy }) => ({
      id,
      ...(USE_WHEN[id] && { use_when: USE_WHEN[id] }),
      ...(ownedBy && { owned_by: ownedBy }),
      ...(id === settings.model && { default: true }),
    }));
}

/** Said instead of an empty list. */
export function noneListed({ allowedModels }: ModelSettings): string {
  return allowedModels
    ? `The gateway lists none of the models that DEEPSEEK_ALLOWED_MODELS allows: ${[...allowedModels].join(', ')}.`
    : 'The gateway lists no DeepSeek model for this key.';
}
