import * as z from 'zod';
import { describeModels, noneListed, PRICING_URL } from '../../delegation/model-list.ts';
import { defineTool } from './tool.ts';

export const listModels = defineTool({
  name: 'list_models',
  title: 'List models',
  description:
    'List the DeepSeek model ids that this key can use, and what each is for. Call it before you pass `model`.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.strictObject({
    all: z.boolean().optional().describe('Include other models'),
  }),

  async run({ all = false }, { delegation, signal }) {
    const { config, listModels: list } = delegation();
    const models = describeModels(await list(signal), { all, settings: config.settings });
    const lines = models.map(({ id, use_when, owned_by, default: isDefault }) =>
      [id, isDefault && '(default)', use_when && `- ${use_when}`, owned_by && `[${owned_by}]`]
        .filter(Boolean)
        .join(' '),
    );
    const text = [lines.join('\n') || noneListed(config.settings), `Pricing: ${PRICING_URL}`];
    return {
      content: [{ type: 'text', text: text.join('\n\n') }],
      structuredContent: { models, pricing: PRICING_URL },
    };
  },
});
