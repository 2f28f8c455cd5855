"""What a program does with the official SDK: list, call, follow the progress, read the receipt, cancel."""

import asyncio
import json
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

RECEIPT = "runapi-deepseek/receipt"


def server_of(target):
    if "url" in target:
        headers = {"Authorization": f"Bearer {target['token']}"}
        return streamable_http_client(target["url"], http_client=httpx2.AsyncClient(headers=headers))
    return StdioServerParameters(**target)


def receipt_of(result):
    return result.meta[RECEIPT]


async def main():
    target, mode = json.loads(sys.argv[1]), sys.argv[2]
    progress = []

    async def on_progress(done, _total, message):
        progress.append(message)

    async with Client(server_of(target), mode=mode) as client:
        tools = await client.list_tools()
        chat = await client.call_tool("deepseek_chat", {"prompt": "Say hello in 12 words."})
        stream = await client.call_tool(
            "deepseek_stream", {"prompt": "Explain it in 400 words."}, progress_callback=on_progress
        )
        wrong = await client.call_tool("deepseek_chat", {"prompt": "Hello", "modle": "x"})
        models = await client.call_tool("list_models", {})
        print(
            json.dumps(
                {
                    "protocol": client.protocol_version,
                    "tools": [tool.name for tool in tools.tools],
                    "text": chat.content[0].text,
                    "chat": receipt_of(chat),
                    "stream": receipt_of(stream),
                    "progress": len(progress),
                    "wrong": [wrong.is_error, wrong.content[0].text],
                    "models": [model["id"] for model in models.structured_content["models"]],
                }
            )
        )


asyncio.run(main())
