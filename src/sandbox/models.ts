import type { Json } from './task.ts';

/** What `GET /v1/models` lists: the two that the skill names, and one that is not DeepSeek's. */
export const DEFAULT_MODELS = ['deepseek-v4-pro', 'deepseek-v4-flash', 'sandbox-other'];

/** In OpenAI's shape, or in Anthropic's for whoever sends `x-api-key`. */
export function modelList(ids: readonly string[], shape: 'openai' | 'anthropic'): Json {
  if (shape === 'openai') {
    return { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: ownerOf(id) })) };
  }
  return {
    data: ids.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' })),
    has_more: false,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  };
}

function ownerOf(id: string): string {
  return id.startsWith('deepseek') ? 'deepseek' : 'sandbox';
}
