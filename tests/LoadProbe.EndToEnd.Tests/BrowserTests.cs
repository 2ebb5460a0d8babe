using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Browser journeys, in the real Chromium.</summary>
public sealed class BrowserTests(Brokerage broker) : IClassFixture<Brokerage>
{
    [Fact]
    public async Task Tells_all_vitals_and_the_elements_of_the_page()
    {
        Machine.Need("chromium");
        Ended once = await Running.LoadProbeAsync($"once probes/login-and-order.yaml --target {broker.Http} --json");
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement[] steps = [.. once.Json.GetProperty("steps").EnumerateArray()];
        JsonElement first = steps[0].GetProperty("vitals");
        foreach (string vital in (string[])["ttfb", "fcp", "lcp", "cls", "load", "dom_content_loaded"]) Assert.True(first.TryGetProperty(vital, out _), $"no {vital} in {first}");
        Assert.False(first.TryGetProperty("inp", out _), "INP without an interaction");
        // A click that leads to another page may be over before Chromium tells of it; one that stays is always told.
        Assert.True(steps.Single(s => s.GetProperty("name").GetString() == "click Place order").GetProperty("vitals").TryGetProperty("inp", out JsonElement inp) && inp.GetDouble() > 0);
        Assert.Contains(steps[0].GetProperty("elements").EnumerateArray(), e => e.GetProperty("type").GetString() == "stylesheet" && e.GetProperty("duration_seconds").GetDouble() > 0);
        Assert.Empty(steps.SelectMany(s => s.GetProperty("console_errors").EnumerateArray()));
        Assert.True(File.Exists(Path.Combine(Machine.Root, steps[^1].GetProperty("artifacts")[0].GetString()!)));
        foreach (JsonElement step in steps) Assert.Equal(step.GetProperty("duration_seconds").GetDouble(), step.GetProperty("phases").EnumerateObject().Sum(p => p.Value.GetDouble()), 0.001);
    }

    [Fact]
    public async Task Tells_the_networks_and_the_servers_part_of_each_request_where_packets_are_captured()
    {
        Machine.Need("chromium");
        Ended once = await Running.LoadProbeAsync($"once probes/login-and-order.yaml --target {broker.Http} --capture --json");
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement step = once.Json.GetProperty("steps")[0];
        Assert.SkipWhen(step.GetProperty("packets").TryGetProperty("reason", out JsonElement reason) && reason.GetString() is "no_permission" or "no_libpcap", "packets cannot be captured here");
        Assert.Equal("netlog", step.GetProperty("packets").GetProperty("joined").GetString());
        JsonElement sums = step.GetProperty("page_packets");
        JsonElement[] elements = [.. step.GetProperty("elements").EnumerateArray()];
        Assert.Equal(elements.Length, sums.GetProperty("joined").GetInt32() + sums.GetProperty("not_joined").EnumerateObject().Sum(r => r.Value.GetInt32()));
        Assert.Equal(elements.Sum(e => Seconds(e.GetProperty("packets"), "server_response_seconds")), sums.GetProperty("server_seconds").GetDouble(), 0.00001);
        Assert.True(sums.GetProperty("server_seconds").GetDouble() > 0, step.ToString());
        // The server's part of the document is in what the browser waited for.
        Assert.InRange(Seconds(step.GetProperty("packets"), "server_response_seconds"), 0, step.GetProperty("phases").GetProperty("wait").GetDouble() + 0.002);

        string shown = (await Running.LoadProbeAsync($"once probes/login-and-order.yaml --target {broker.Http} --capture")).Output;
        Assert.Matches(@"packets open /: \d+ requests joined, \d+ with the server's part.*summed: lookup", shown.ReplaceLineEndings(" "));

        static double Seconds(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0;
    }

    [Fact]
    public async Task A_stop_at_any_moment_ends_it_as_interrupted()
    {
        Machine.Need("chromium");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"target: {broker.Http}\nsteps:\n  - open: /\n");
        // From the program's own start over the browser's, its context's and its page's to the end of the journey.
        for (int milliseconds = 500; milliseconds < 1_700; milliseconds += 120)
        {
            await using Running once = Running.Start(Machine.Program, $"once {file}", Machine.Root);
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);
            once.Signal("TERM");
            int exit = await once.ExitAsync(TimeSpan.FromSeconds(20));
            // On a busy machine the first may come before the program listens for signals at all: the runtime ends with 1 when it is still starting, without a word.
            Assert.True(exit is 130 or 143 or 0 || (exit == 1 && !once.Lines.Any()), $"{exit} after {milliseconds} ms:\n{string.Join('\n', once.Lines)}");
        }

        File.Delete(file);
    }

    [Fact]
    public async Task A_broken_selector_fails_with_the_steps_name_and_a_picture()
    {
        Machine.Need("chromium");
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.yaml"), $"target: {broker.Http}\ntimeout: 5s\nsteps:\n  - open: /\n  - name: press the button\n    click: {{ css: \"#no-such-button\" }}\n    timeout: 1s\n");
        Ended once = await Running.LoadProbeAsync($"once {folder}/broken.yaml --artifacts {folder}/shots");
        Assert.Equal(1, once.ExitCode);
        Assert.Contains("element_missing press the button: css \"#no-such-button\" could not be used within 1s", once.Output);
        string picture = Assert.Single(Directory.GetFiles($"{folder}/shots", "*.png"));
        Assert.Contains(picture, once.Output);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(picture)[..4]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_Chromium_the_exit_code_is_5_and_a_line_says_how_to_install_it()
    {
        Ended once = await Running.LoadProbeAsync($"once probes/quotes-page.yaml --target {broker.Http}", ("LOADPROBE_CHROMIUM", "/no/such/chromium"));
        Assert.Equal(5, once.ExitCode);
        Assert.Contains("no Chromium found: install it with \"apt-get install chromium\"", once.Output);
        Assert.Contains("INVALID", once.Output);
    }
}
