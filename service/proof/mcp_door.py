"""Drives the door of the Model Context Protocol by its official SDK, in both of its ways. Usage: mcp_door.py URL KEY"""
import asyncio
import sys
import time

import httpx2
from checks import check, end
from fastmcp import Client as FastClient
from fastmcp.client.transports import StreamableHttpTransport
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult

url, key = sys.argv[1].rstrip("/") + "/mcp", sys.argv[2]


def connection(mode):
    http = httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"} if key else {}, timeout=60)
    return Client(streamable_http_client(url, http_client=http), mode=mode)


async def tools(mode, version):
    async with connection(mode) as client:
        check(f"mcp ({mode}) speaks {version}", client.protocol_version == version, client.protocol_version)
        names = [tool.name for tool in (await client.list_tools()).tools]
        check(f"mcp ({mode}) lists tools", names[:2] == ["run_python", "create_session"], len(names))

        async def run(code, **more):
            return await client.call_tool("run_python", {"code": code, **more})

        answer = await run("print('hi'); 6 * 7")
        check(f"mcp ({mode}) runs", answer.content[0].text == "hi\n42" and answer.structured_content["result"] == "42")
        answer = await run("1/0")
        check(f"mcp ({mode}) tells an exception", answer.is_error and "ZeroDivisionError" in answer.content[0].text)
        session = (await client.call_tool("create_session", {})).structured_content["session"]
        await run("x = 1", session=session)
        answer = await run("x + 1", session=session)
        check(f"mcp ({mode}) keeps variables in a session", answer.structured_content["result"] == "2")
        await progress(mode, client, session)
        await cancel(mode, client, session, run)
        await files(mode, client, session, run)
        await shows(mode, client, session)
        forks = (await client.call_tool("fork_session", {"session": session, "count": 3})).structured_content["sessions"]
        values = [(await run(f"x += {i}; x", session=fork)).structured_content["result"] for i, fork in enumerate(forks)]
        check(f"mcp ({mode}) forks", values == ["1", "2", "3"], values)
        await run("x = 100", session=session)
        await client.call_tool("undo", {"session": session})
        answer = await run("x", session=session)
        check(f"mcp ({mode}) undoes", answer.structured_content["result"] == "1")
        for each in [session, *forks]:
            await client.call_tool("delete_session", {"session": each})
        answer = await run("x", session=session)
        check(f"mcp ({mode}) deletes", answer.is_error and "Session not found" in answer.content[0].text)


async def progress(mode, client, session):
    seen = []

    async def note(progress, total, message):
        seen.append(message)

    code = "import time\nfor i in range(3): print(i, flush=True); time.sleep(.05)"
    await client.call_tool("run_python", {"code": code, "session": session}, progress_callback=note)
    check(f"mcp ({mode}) reports progress", "".join(seen) == "0\n1\n2\n" and len(seen) > 1, seen)


async def cancel(mode, client, session, run):
    try:
        async with asyncio.timeout(0.5):
            await run("while True: pass", session=session)
    except TimeoutError:
        start = time.perf_counter()
        answer = await run("x", session=session)
        took = time.perf_counter() - start
        kept = answer.structured_content["result"] == "1"
        check(f"mcp ({mode}) interrupts what is cancelled, in ms", kept and took < 1, round(took * 1000))


async def files(mode, client, session, run):
    await client.call_tool("write_file", {"session": session, "path": "a.txt", "text": "grüß"})
    answer = await run("open('a.txt').read()", session=session)
    check(f"mcp ({mode}) writes files", answer.structured_content["result"] == "'grüß'")
    await run("open('p.png', 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(9))", session=session)
    answer = await client.call_tool("read_file", {"session": session, "path": "p.png"})
    check(f"mcp ({mode}) reads images", answer.content[0].mime_type == "image/png")


async def shows(mode, client, session):
    answer = await client.call_tool("run_python", {"session": session, "code": """
from IPython.display import Image, Markdown, display
display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(9), format='png'))
display(Markdown('**bold**'))
'last'"""})
    kinds = [each.type for each in answer.content]
    check(f"mcp ({mode}) sees what is displayed", kinds == ["text", "image", "text"], kinds)
    check(f"mcp ({mode}) sees an image", answer.content[1].mime_type == "image/png" and
          answer.content[1].data.startswith("iVBORw0KGgo"), answer.content[1])


async def asked(mode):
    """A program's input() is asked of the person at the client."""
    prompts = []

    async def answer(context, params):
        prompts.append(params.message)
        return ElicitResult(action="accept", content={"text": "Ada"})

    http = httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"} if key else {}, timeout=60)
    async with Client(streamable_http_client(url, http_client=http), mode=mode, elicitation_callback=answer) as client:
        session = (await client.call_tool("create_session", {})).structured_content["session"]
        code = "first = input('First: '); second = input('Second: '); first + second"
        done = await client.call_tool("run_python", {"code": code, "session": session})
        check(f"mcp ({mode}) asks the person for input", prompts == ["First: ", "Second: "], prompts)
        value = done.structured_content["result"]
        check(f"mcp ({mode}) goes on with the answers", value == "'AdaAda'", value)
        await client.call_tool("write_file", {"session": session, "path": "a.txt", "text": "grüß"})
        found = await client.read_resource(f"session://{session}/a.txt")
        check(f"mcp ({mode}) reads files as resources", found.contents[0].text == "grüß", found.contents[0].mime_type)
        await client.call_tool("delete_session", {"session": session})


async def by_fastmcp():
    headers = {"authorization": f"Bearer {key}"} if key else {}
    async with FastClient(StreamableHttpTransport(url, headers=headers)) as client:
        names = [tool.name for tool in await client.list_tools()]
        check("fastmcp lists tools", "run_python" in names, names)
        session = (await client.call_tool("create_session", {})).structured_content["session"]
        await client.call_tool("run_python", {"code": "x = 41", "session": session})
        answer = await client.call_tool("run_python", {"code": "x + 1", "session": session})
        check("fastmcp keeps variables", answer.structured_content["result"] == "42", answer.structured_content)
        failed = await client.call_tool("run_python", {"code": "1/0", "session": session}, raise_on_error=False)
        check("fastmcp is told of an exception", failed.is_error)
        await client.call_tool("delete_session", {"session": session})


async def own_session():
    async with connection("legacy") as client:
        await client.call_tool("run_python", {"code": "x = 0"})
        calls = [client.call_tool("run_python", {"code": "x += 1; x"}) for _ in range(20)]
        values = {each.structured_content["result"] for each in await asyncio.gather(*calls)}
        check("mcp runs in turn what comes at once", values == {str(i) for i in range(1, 21)})


asyncio.run(tools("auto", "2026-07-28"))
asyncio.run(tools("legacy", "2025-11-25"))
asyncio.run(own_session())
asyncio.run(asked("auto"))
asyncio.run(asked("legacy"))
asyncio.run(by_fastmcp())
end()
