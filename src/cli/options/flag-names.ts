/** The arguments whose flag is a shorter or more usual word than their own name. */
const OWN_FLAGS: Readonly<Record<string, string>> = {
  files: 'file',
  conversation_id: 'conversation',
  save_to: 'out',
};

/** Names of the tools' arguments that have a flag. */
const ARGUMENTS: ReadonlySet<string> = new Set(
  (
    'conversation_id dry_run explore files include_reasoning json_schema max_tokens messages model overwrite ' +
    'protocol reasoning_effort response_format save_format save_to stop system temperature thinking tool_choice ' +
    'tools top_p check detach offset'
  ).split(' '),
);

export function isArgument(name: string): boolean {
  return ARGUMENTS.has(name);
}

/** `--max-tokens` for `max_tokens`. */
export function flagOf(name: string): string {
  return `--${OWN_FLAGS[name] ?? name.replaceAll('_', '-')}`;
}
