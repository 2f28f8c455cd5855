import type { ChatRequest } from '../chat/request.ts';

/**
 * Fields of a request that RunAPI has not verified for DeepSeek. They are sent when the caller
 * gives them (nothing is dropped), and named when the gateway refuses the request.
 * Source: README and SKILL.md of runapi-ai/deepseek since v0.1.1: text, sync or SSE, usage, and one custom
 * function on Flash with `tool_choice` omitted.
 */
export function unverifiedFields(request: ChatRequest): string[] {
  const { tools = [], messages } = request;
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const present: [string, boolean][] = [
    ['thinking', request.thinking !== undefined],
    ['reasoning_effort', request.reasoning_effort !== undefined],
    ['response_format', request.response_format === 'json'],
    ['stop', request.stop !== undefined],
    ['several tools', tools.length > 1],
    [`tools with ${request.model}`, tools.length > 0 && !request.model.includes('flash')],
    ['tool_choice', request.tool_choice !== undefined],
    ['reasoning_content', messages.some(({ reasoning_content }) => reasoning_content !== undefined)],
    ['image_url', parts.some(({ type }) => type === 'image_url')],
  ];
  return present.flatMap(([field, isPresent]) => (isPresent ? [field] : []));
}
