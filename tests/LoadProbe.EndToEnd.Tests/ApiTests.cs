using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A controller's API as others use it: over TLS, with keys, by ctl and from a browser.</summary>
public sealed class ApiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private int _pressed;

    [Theory]
    [InlineData("controller --link nats://127.0.0.1:1 --listen 0.0.0.0:0")]
    [InlineData("controller --link nats://127.0.0.1:1 --listen [::]:0 --require-key")]
    [InlineData("controller --link nats://127.0.0.1:1 --listen 0.0.0.0:0 --tls-certificate {0}/cert.pem --tls-key {0}/key.pem")]
    [InlineData("dev --listen 0.0.0.0:0")]
    [InlineData("demo --listen 0.0.0.0:0")]
    public async Task A_controller_that_anybody_could_reach_is_not_started(string arguments)
    {
        LoopbackCertificate.Write("loadprobe test", $"{_folder}/cert.pem", $"{_folder}/key.pem");
        Ended ended = await Running.LoadProbeAsync(arguments.Replace("{0}", _folder));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("whoever reaches the pages can start load", ended.Error);
    }

    [Theory]
    [InlineData("controller --link nats://127.0.0.1:1 --tls-certificate cert.pem", "--tls-certificate and --tls-key go together")]
    [InlineData("controller --link nats://127.0.0.1:1 --tls-certificate no.pem --tls-key no.pem", "no.pem")]
    [InlineData("controller --link nats://127.0.0.1:1 --oidc-issuer https://login.example.com", "--oidc-issuer and --oidc-audience go together")]
    [InlineData("controller --link nats://127.0.0.1:1 --oidc-issuer http://login.example.com --oidc-audience a", "is not an address with https://")]
    [InlineData("keys create --name ops --scope everything", "\"everything\" is not a scope")]
    [InlineData("keys create --name ops --scope read --for 9999d", "a key lasts from a minute to 366 days")]
    [InlineData("ctl agents --url ftp://127.0.0.1", "is not the address of a controller")]
    [InlineData("ctl agents --key-file no-such-file", "no-such-file")]
    [InlineData("ctl apply no-such-folder", "no-such-folder is not a folder")]
    public async Task A_wrong_option_is_said_before_anything_is_connected(string arguments, string complaint)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(complaint, ended.Error);
    }

    [Fact]
    public async Task Beyond_this_machine_it_is_served_over_TLS_to_whoever_has_a_key()
    {
        LoopbackCertificate.Write("loadprobe test", $"{_folder}/cert.pem", $"{_folder}/key.pem");
        await WriteAsync("probes/health.yaml", "target: http://127.0.0.1:9/\nevery: 1h\ntimeout: 1s\nsteps:\n  - get: /\n");
        string key = (await Running.LoadProbeAsync($"keys create --store {_folder}/store.db --scope read --name onlooker")).Output.Trim();
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 0.0.0.0:0 --probes {_folder}/probes --store {_folder}/store.db --tls-certificate {_folder}/cert.pem --tls-key {_folder}/key.pem --require-key");
        var pages = new UriBuilder(await dev.AddressAsync("listening on https://")) { Host = "127.0.0.1" }.Uri;
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=loadprobe test" };
        using var client = new HttpClient(handler) { BaseAddress = pages };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics")).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new UriBuilder(pages) { Scheme = "http" }.Uri));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Contains("loadprobe_build_info", await client.GetStringAsync("/metrics"));

        Ended agents = await CtlAsync(pages, $"agents --json --ca {_folder}/cert.pem", key);
        Assert.True(agents.ExitCode == 0 && agents.Json.GetArrayLength() == 1, $"{agents}");
        Ended stranger = await CtlAsync(pages, $"agents --ca {_folder}/cert.pem", "lp_wrong_key");
        Assert.True(stranger.ExitCode == 2 && stranger.Error.Contains("asks for a key"), $"{stranger}");
        Ended small = await CtlAsync(pages, $"apply {_folder}/probes --ca {_folder}/cert.pem", key);
        Assert.True(small.ExitCode == 2 && small.Error.Contains("needs the scope apply"), $"{small}");
        Ended unbelieved = await CtlAsync(pages, "agents", key);
        Assert.True(unbelieved.ExitCode == 5 && unbelieved.Error.Contains("cannot be reached"), $"{unbelieved}");
    }

    [Fact]
    public async Task Ctl_applies_definitions_runs_them_on_an_agent_and_stops_all_load_with_the_lever()
    {
        string program = Machine.Need("nats-server");
        using var pressed = new PlainServer(_ =>
        {
            Interlocked.Increment(ref _pressed);
            return Task.CompletedTask;
        });
        await WriteAsync("limits.yaml", "egress: [ 127.0.0.0/8 ]\n");
        await WriteMonitoringAsync(pressed.Address);
        await WriteAsync("bad/a.yaml", "target: http://127.0.0.1:9/\nevery: 1s\ntimeout: 5s\nsteps:\n  - get: /\n");
        int port = Machine.FreePort();
        await using Running nats = Running.Start(program, $"-a 127.0.0.1 -p {port} -js -sd {_folder}/nats");
        await nats.LineAsync("Server is ready");
        await using Running agent = Running.Start(Machine.Program, $"agent --controller nats://127.0.0.1:{port} --name east --label city=Shanghai --limits {_folder}/limits.yaml");
        string arguments = $"controller --listen 127.0.0.1:0 --require-key --link nats://127.0.0.1:{port} --store {_folder}/store.db";
        string key = (await Running.LoadProbeAsync($"keys create --store {_folder}/store.db --scope run,apply --name ops")).Output.Trim();
        await using (Running controller = Running.Start(Machine.Program, arguments))
        {
            Uri pages = await controller.AddressAsync();
            Ended bad = await CtlAsync(pages, $"apply {_folder}/bad", key);
            Assert.True(bad.ExitCode == 2 && bad.Error.Contains($"{_folder}/bad/a.yaml:3:10: timeout 5s is longer than every 1s"), $"{bad}");
            Ended applied = await CtlAsync(pages, $"apply {_folder}/monitoring", key);
            Assert.True(applied.ExitCode == 0 && applied.Output.Contains("probes: health; scenarios: long, order-peak"), $"{applied}");
            await UntilAsync(pages, key, "agents", a => a.GetArrayLength() == 1 && a[0].GetProperty("clock_offset_seconds").ValueKind == JsonValueKind.Number);
            await UntilAsync(pages, key, "probes", p => p.GetArrayLength() == 1 && p[0].TryGetProperty("verdict", out JsonElement verdict) && verdict.GetString() == "pass");

            Ended run = await CtlAsync(pages, "run order-peak --wait --json", key);
            // A busy machine makes the run invalid (4), and says so.
            Assert.True(run.ExitCode == (run.Json.GetProperty("verdict").GetString() == "invalid" ? 4 : 0), $"{run}");
            if (run.ExitCode == 0) Assert.Equal(20, run.Json.GetProperty("totals").GetProperty("due").GetInt64());

            Task<Ended> stopped = CtlAsync(pages, "run long --wait", key);
            int before = Volatile.Read(ref _pressed);
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (Volatile.Read(ref _pressed) < before + 20)
            {
                Assert.False(late.IsCancellationRequested, string.Join('\n', controller.Lines));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            Assert.Equal(0, (await CtlAsync(pages, "lever pull night", key)).ExitCode);
            Ended ended = await stopped;
            Assert.True(ended.ExitCode is 3 or 4 && ended.Output.Contains("the safety lever is pulled, by ops ("), $"{ended}");
        }

        await using Running again = Running.Start(Machine.Program, arguments);
        Uri after = await again.AddressAsync();
        Ended refused = await CtlAsync(after, "run order-peak", key);
        Assert.True(refused.ExitCode == 3 && refused.Error.Contains("the safety lever is pulled"), $"{refused}");
        await UntilAsync(after, key, "scenarios", s => s.GetArrayLength() == 2);
        Assert.Contains("not pulled", (await CtlAsync(after, "lever release", key)).Output);
        Assert.Equal(2, (await CtlAsync(after, "stop", key)).ExitCode);
    }

    [Fact]
    public async Task What_the_manual_says_can_be_done()
    {
        using var pressed = new PlainServer(_ => Task.CompletedTask);
        await WriteMonitoringAsync(pressed.Address);
        await using Running dev = Running.Start(Machine.Program, "dev --listen 127.0.0.1:0 --require-key --probes monitoring", _folder);
        string pages = (await dev.AddressAsync()).GetLeftPart(UriPartial.Authority);
        string[] commands = [.. Regex.Matches(await File.ReadAllTextAsync(Path.Combine(Machine.Root, "docs", "api.md")), "^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.True(commands.Length > 15);
        // A busy machine makes the run invalid.
        string script = string.Join('\n', commands.Select(c => c.Contains(" ctl run ") ? $"{c} || [ $? -eq 4 ]" : c).Prepend("set -euo pipefail"))
            .Replace("./loadprobe ctl", $"{Machine.Program} ctl --url {pages}").Replace("./loadprobe", Machine.Program).Replace("http://127.0.0.1:8080", pages);
        await WriteAsync("manual.sh", script);
        Ended ended = await Running.RunAsync("/bin/bash", "manual.sh", TimeSpan.FromMinutes(3), _folder);
        Assert.True(ended.ExitCode == 0, $"{script}\n{ended}");
    }

    [Fact]
    public async Task A_person_signs_in_with_a_key_and_sees_the_page_that_was_asked_for()
    {
        string chromium = Machine.Need("chromium");
        await WriteAsync("probes/health.yaml", "target: http://127.0.0.1:9/\nevery: 1h\ntimeout: 1s\nsteps:\n  - get: /\n");
        string key = (await Running.LoadProbeAsync($"keys create --store {_folder}/store.db --scope read --name onlooker")).Output.Trim();
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {_folder}/probes --store {_folder}/store.db --require-key");
        Uri pages = await dev.AddressAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        foreach ((int width, ColorScheme scheme) in ((int, ColorScheme)[])[(1280, ColorScheme.Light), (390, ColorScheme.Dark)])
        {
            await using IBrowserContext context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
            IPage page = await context.NewPageAsync();
            await page.GotoAsync($"{pages}runs");
            Assert.Equal("Sign in", await page.Locator("h1").InnerTextAsync());
            Assert.Empty((await page.RunAxe()).Violations.Select(v => v.Id));
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, "too wide");
            await page.GetByLabel("Key").FillAsync("lp_wrong_key");
            await page.Keyboard.PressAsync("Enter");
            await page.GetByText("this key opens nothing").WaitForAsync();
            await page.GetByLabel("Key").FillAsync(key);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByText("No run yet").WaitForAsync();
            Assert.Equal($"{pages}runs", page.Url);
            Assert.Empty(await page.EvaluateAsync<string>("document.cookie"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<Ended> CtlAsync(Uri pages, string arguments, string key) => Running.LoadProbeAsync($"ctl {arguments} --url {pages}", ("LOADPROBE_KEY", key));

    private static async Task UntilAsync(Uri pages, string key, string verb, Func<JsonElement, bool> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            Ended ended = await CtlAsync(pages, $"{verb} --json", key);
            if (ended.ExitCode == 0 && holds(ended.Json)) return;
            Assert.False(late.IsCancellationRequested, $"{verb}: {ended}");
        }
    }

    private async Task WriteMonitoringAsync(Uri target)
    {
        await WriteAsync("monitoring/targets.yaml", $"shop: {{ address: {target}, class: test }}\n");
        await WriteAsync("monitoring/probes/health.yaml", "target: shop\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await WriteAsync("monitoring/scenarios/order-peak.yaml", "target: shop\nmix: ../probes/health.yaml\nload: [ { inject: { rate: 10/s, during: 2s } } ]\n");
        await WriteAsync("monitoring/scenarios/long.yaml", "target: shop\nmix: ../probes/health.yaml\nload: [ { inject: { rate: 10/s, during: 5m } } ]\n");
    }

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(_folder, path), text);
    }
}
