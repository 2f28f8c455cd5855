"""A Pydantic AI agent, led by a function in place of a model, that has both tools called."""

import asyncio
import json
import sys

from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from pydantic_ai import Agent
from pydantic_ai.mcp import MCPToolset
from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import FunctionModel

CALLS = [
    ("deepseek_chat", {"prompt": "Say hello in 12 words."}),
    ("deepseek_stream", {"prompt": "Explain it in 40 words."}),
    ("list_models", {}),
]


def returns_of(messages):
    parts = [part for message in messages for part in message.parts]
    return [part for part in parts if isinstance(part, ToolReturnPart)]


def lead(messages, info):
    done = returns_of(messages)
    if len(done) < len(CALLS):
        name, arguments = CALLS[len(done)]
        return ModelResponse(parts=[ToolCallPart(tool_name=name, args=arguments)])
    tools = [tool.name for tool in info.function_tools]
    returned = [str(part.content) for part in done]
    return ModelResponse(parts=[TextPart(json.dumps({"tools": tools, "returned": returned}))])


def transport_of(target):
    if "url" in target:
        headers = {"Authorization": f"Bearer {target['token']}"}
        return StreamableHttpTransport(target["url"], headers=headers)
    return StdioTransport(**target)


async def main():
    toolset = MCPToolset(transport_of(json.loads(sys.argv[1])))
    agent = Agent(FunctionModel(lead), toolsets=[toolset])
    async with agent:
        result = await agent.run("Do as the model says.")
    print(result.output)


asyncio.run(main())
