using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Production, as four persons press it: one wants it, one of the owning team approves of it, a third starts it, and its owner can end it. All of it is in the audit.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Token = "5f2c9a1e7b3d4860";

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-approval-").FullName;
    private volatile bool _agrees = true;
    private volatile bool _apart = true;
    private int _pressed;
    private long _last;
    private PlainServer _shop = null!;
    private Running _nats = null!, _agent = null!, _controller = null!;
    private Uri _pages = null!;
    private string _ada = "", _bob = "", _carol = "", _dan = "";

    public async ValueTask InitializeAsync()
    {
        string program = Machine.Need("nats-server");
        _shop = new PlainServer(Count) { Says = request => _agrees && request.Span.StartsWith("GET /.well-known/loadprobe.txt "u8) ? $"# production of the shop\n{Token}\n" : request.Span.StartsWith("GET /where?run=20"u8) ? $"{{\"kept\":\"{(_apart ? "apart" : "among the real ones")}\"}}" : null };
        int port = Machine.FreePort();
        _nats = Running.Start(program, $"-a 127.0.0.1 -p {port} -js -sd {_folder}/nats");
        await _nats.LineAsync("Server is ready");
        await File.WriteAllTextAsync($"{_folder}/limits.yaml", "egress: [ 127.0.0.1 ]\n");
        _agent = Running.Start(Machine.Program, $"agent --controller nats://127.0.0.1:{port} --name east --state {_folder}/state --limits {_folder}/limits.yaml");
        _ada = await KeyAsync("--name Ada --scope run,apply,approve");
        _bob = await KeyAsync("--name Bob --scope approve --team \"trading desk\"");
        _carol = await KeyAsync("--name Carol --scope run");
        _dan = await KeyAsync("--name Dan --scope read");
        _controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --require-key --link nats://127.0.0.1:{port} --store {_folder}/store.db --audit {_folder}/signed");
        _pages = await _controller.AddressAsync();
        await UntilAsync(async () => (await CtlAsync("agents --json", _dan)) is { ExitCode: 0 } agents && agents.Json.GetArrayLength() == 1);
        await ApplyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Running running in new[] { _controller, _agent, _nats }.Where(r => r is not null)) await running.DisposeAsync();
        _shop?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Each_way_round_an_approval_is_refused_and_what_came_of_it_is_in_an_audit_that_cannot_be_changed_unseen()
    {
        await RefusedAsync("run press", _carol, "a run needs an approval, and there is none: loadprobe ctl propose press");
        string id = await ProposedAsync();
        await RefusedAsync($"approve {id}", _ada, $"proposed {id}: another person has to approve of it");
        await RefusedAsync("run press", _carol, $"{id} is not approved yet: it needs one approval");
        await DoneAsync($"approve {id}", _bob);
        await RefusedAsync("run press", _ada, $"proposed {id}: another person has to start it");

        await ApplyAsync(rate: 41);
        await RefusedAsync("run press", _carol, $"the approval of {id} is void: press.yaml was edited after it was proposed");

        string brief = await ProposedAsync("--for 1m");
        Ended listed = await CtlAsync("proposals", _dan);
        Assert.Matches($"{id} .*expired.*\n?.*", listed.Output);
        await DoneAsync($"reject {brief} \"payday is near\"", _dan);
        await RefusedAsync($"approve {brief}", _bob, $"{brief} is rejected: payday is near");

        string again = await ProposedAsync();
        await DoneAsync($"approve {again}", _bob);
        Ended run = await CtlAsync("run press --wait --json", _carol);
        // A busy machine makes the run invalid (4), and says so.
        Assert.True(run.ExitCode is 0 or 4, $"{run}\n{string.Join('\n', _agent.Lines)}");
        Assert.Equal(again, run.Json.GetProperty("approval").GetProperty("proposal").GetString());
        await RefusedAsync("run press", _carol, "there is none");

        Assert.Matches(@"started +20\d{6}-\d{6}-\w{4}|Carol", (await CtlAsync("audit", _dan)).Output);
        await _controller.DisposeAsync();
        string verify = $"audit verify --store {_folder}/store.db --checkpoints {_folder}/signed";
        Ended verified = await Running.LoadProbeAsync(verify);
        Assert.True(verified.ExitCode == 0 && verified.Output.Contains("each as it was written") && verified.Output.Contains("signed, fit"), $"{verified}");
        Assert.Equal(
            ["Ada proposed", "Bob approved", "controller voided", "Ada proposed", "Dan rejected", "Ada proposed", "Bob approved", "Carol started", "controller ended"],
            (await Running.LoadProbeAsync($"audit list --store {_folder}/store.db")).Output.Split('\n').Reverse().Select(l => System.Text.RegularExpressions.Regex.Match(l, @"(Ada|Bob|Carol|Dan|controller)( \([0-9a-f]+\))? +(proposed|approved|voided|rejected|started|ended)")).Where(m => m.Success).Select(m => $"{m.Groups[1]} {m.Groups[3]}"));

        await ChangeOneByteAsync("rejected", (byte)'R');
        Ended changed = await Running.LoadProbeAsync(verify);
        Assert.True(changed.ExitCode == 1, $"{changed}");
        Assert.Matches($@"entry \d+ \(.*Dan \([0-9a-f]+\): Rejected {brief}\) is not what was written", changed.Error);
    }

    [Fact]
    public async Task When_the_owner_takes_the_proof_away_the_run_stops_and_no_other_begins()
    {
        string id = await ProposedAsync();
        await DoneAsync($"approve {id}", _bob);
        Task<Ended> running = CtlAsync("run press --wait --json", _carol);
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _pressed) > 40));

        _agrees = false;
        long gone = TimeProvider.System.GetTimestamp();
        Ended run = await running;
        TimeSpan lasted = TimeProvider.System.GetElapsedTime(gone, Volatile.Read(ref _last));
        Table.Line("approvals.txt", "proof taken away, asked for each second", 0, $"last request {lasted.TotalSeconds:0.00} s after");
        Assert.True(run.ExitCode is 3 or 4, $"{run}");
        JsonElement stopped = run.Json.GetProperty("stopped");
        Assert.Equal("proof", stopped.GetProperty("by").GetString());
        Assert.Contains("agent east found the owner's proof gone: ", stopped.GetProperty("reason").GetString());
        Assert.InRange(Volatile.Read(ref _pressed), 41, 40 * 20);

        string next = await ProposedAsync();
        await DoneAsync($"approve {next}", _bob);
        int before = Volatile.Read(ref _pressed);
        Ended refused = await CtlAsync("run press --wait --json", _carol);
        Assert.True(refused.ExitCode is 3 or 4, $"{refused}");
        Assert.Contains("target shop does not prove that its owner agrees", $"{refused.Json.GetProperty("reasons")}");
        Assert.Equal(before, Volatile.Read(ref _pressed));
    }

    [Fact]
    public async Task Writes_into_the_shadow_are_pressed_only_while_it_is_seen_that_they_are_kept_apart()
    {
        await ApplyAsync(writes: true);
        await RefusedAsync("run press", _carol, "writes, and nothing proves that it is kept apart: say shadow: ");
        await WriteAsync("where.yaml", "target: shop\nvars: { run: none }\nsteps: [{ name: look, get: \"/where?run=${run}\", expect: { json: { $.kept: apart } } }]\n");
        await ApplyAsync(writes: true, more: "shadow: { check: where.yaml, every: 1s }\n");
        await DoneAsync($"approve {await ProposedAsync()}", _bob);
        Task<Ended> running = CtlAsync("run press --wait --json", _carol);
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref _pressed) > 40));

        _apart = false;
        long leaking = TimeProvider.System.GetTimestamp();
        Ended run = await running;
        TimeSpan lasted = TimeProvider.System.GetElapsedTime(leaking, Volatile.Read(ref _last));
        Table.Line("shadow-proof.txt", "production, by an approval, mid-run", 1, $"looked for each 1 s; last request {lasted.TotalSeconds:0.00} s after the leak was switched on");
        Assert.True(run.ExitCode is 3 or 4, $"{run}");
        Assert.Equal("leak", run.Json.GetProperty("stopped").GetProperty("by").GetString());
        Assert.InRange(lasted.TotalSeconds, 0, 2);

        await DoneAsync($"approve {await ProposedAsync()}", _bob);
        int before = Volatile.Read(ref _pressed);
        Ended refused = await CtlAsync("run press --wait --json", _carol);
        Assert.True(refused.ExitCode == 3, $"{refused}");
        Assert.Contains("nothing proves that what the run writes is kept apart, so that it does not begin: where: look: ", refused.Json.GetProperty("stopped").GetProperty("reason").GetString());
        // The one that was looked for.
        Assert.Equal(before + 1, Volatile.Read(ref _pressed));
    }

    [Fact]
    public async Task On_the_page_a_person_sees_what_a_run_would_do_and_approves_of_it_or_is_told_why_not()
    {
        string id = await ProposedAsync(), chromium = Machine.Need("chromium");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        foreach ((string key, string answer) in ((string, string)[])[(_ada, $"proposed {id}: another person has to approve of it"), (_bob, $"{id}: approved")])
        {
            await using IBrowserContext context = await browser.NewContextAsync();
            IPage page = await context.NewPageAsync();
            await page.GotoAsync($"{_pages}approvals");
            await page.GetByLabel("Key").FillAsync(key);
            await page.Keyboard.PressAsync("Enter");
            ILocator proposal = page.GetByRole(AriaRole.Region, new() { Name = $"press, {id}" });
            await proposal.WaitForAsync();
            string shown = await proposal.InnerTextAsync();
            Assert.Contains("800 arrivals in 20 s, at most 40/s; reads only", shown);
            Assert.Contains("one of team trading desk (40/s is more than half of the 50/s that target shop agrees to)", shown);
            await page.GetByRole(AriaRole.Button, new() { Name = $"Approve {id}" }).ClickAsync();
            await page.Locator("#answer").GetByText(answer).WaitForAsync();
        }

        Assert.Equal("approved", (await CtlAsync("proposals --json", _dan)).Json[0].GetProperty("state").GetString());
    }

    private Task Count(int number, ReadOnlyMemory<byte> request)
    {
        if (!request.Span.StartsWith("GET /press "u8)) return Task.CompletedTask;
        Volatile.Write(ref _last, TimeProvider.System.GetTimestamp());
        Interlocked.Increment(ref _pressed);
        return Task.CompletedTask;
    }

    private async Task ApplyAsync(int rate = 40, bool writes = false, string more = "")
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await WriteAsync("targets.yaml", $"shop: {{ address: {_shop.Address}, class: prod, owner: trading desk, proof: {{ token: {Token}, every: 1s }}, caps: {{ rate: 50/s }} }}\n");
        await WriteAsync("press-once.yaml", $"target: shop\nsteps: [{{ get: /press, kind: {(writes ? "write-shadow" : "read")} }}]\n");
        await WriteAsync("front.yaml", "target: shop\nevery: 1s\ntimeout: 1s\nsteps: [{ get: /front }]\n");
        string window = string.Create(CultureInfo.InvariantCulture, $"{{ from: \"{now.AddHours(-1):HH:mm}\", to: \"{now.AddHours(6):HH:mm}\", zone: UTC }}");
        await WriteAsync("press.yaml", $"target: shop\nmix: {{ press-once.yaml: 1 }}\nload: [{{ inject: {{ rate: {rate}/s, during: 20s }} }}]\nguards: [\"probe front fails 3 times, else abort\"]\nwindow: {window}\n{more}");
        Ended applied = await CtlAsync($"apply {_folder}/shop", _ada);
        Assert.True(applied.ExitCode == 0, $"{applied}");
    }

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory($"{_folder}/shop");
        await File.WriteAllTextAsync(Path.Combine(_folder, "shop", path), text);
    }

    private async Task<string> KeyAsync(string options)
    {
        Ended made = await Running.LoadProbeAsync($"keys create --store {_folder}/store.db {options}");
        Assert.True(made.ExitCode == 0, $"{made}");
        return made.Output.Trim();
    }

    private async Task<string> ProposedAsync(string options = "")
    {
        Ended proposed = await CtlAsync($"propose press {options} --json", _ada);
        Assert.True(proposed.ExitCode == 0, $"{proposed}");
        return proposed.Json.GetProperty("id").GetString()!;
    }

    private async Task DoneAsync(string verb, string key)
    {
        Ended done = await CtlAsync(verb, key);
        Assert.True(done.ExitCode == 0, $"{verb}: {done}");
    }

    private async Task RefusedAsync(string verb, string key, string why)
    {
        Ended refused = await CtlAsync(verb, key);
        Assert.True(refused.ExitCode == 3 && refused.Error.Contains(why, StringComparison.Ordinal), $"{verb}: {refused}");
    }

    private Task<Ended> CtlAsync(string verb, string key) => Running.LoadProbeAsync($"ctl {verb} --url {_pages}", ("LOADPROBE_KEY", key));

    private async Task ChangeOneByteAsync(string text, byte other)
    {
        string file = $"{_folder}/store.db";
        byte[] bytes = await File.ReadAllBytesAsync(file);
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at > 0, $"{text} is not in the file");
        bytes[at] = other;
        await File.WriteAllBytesAsync(file, bytes);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.False(late.IsCancellationRequested);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
