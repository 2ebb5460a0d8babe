namespace LoadProbe.Definitions.Tests;

public sealed class GeneratedVariableTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("{ uuid: true }", "^[0-9a-f-]{36}$")]
    [InlineData("{ uuid: v4, seed: 1 }", "^[0-9a-f-]{36}$")]
    [InlineData("{ number: 1..3 }", "^[123]$")]
    [InlineData("{ number: -5..-4 }", "^-[45]$")]
    [InlineData("{ number: 0.50..0.52 }", "^0\\.5[012]$")]
    [InlineData("{ number: 1..2, step: 0.5 }", "^(1\\.0|1\\.5|2\\.0)$")]
    [InlineData("{ date: today }", "^\\d{4}-\\d\\d-\\d\\d$")]
    [InlineData("{ date: today+0..30d, format: yyyyMMdd, zone: Asia/Shanghai }", "^\\d{8}$")]
    [InlineData("{ date: now-60..0s }", "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+]00:00$")]
    [InlineData("{ date: now+1h, format: O }", "^\\d{4}-.*[+]00:00$")]
    [InlineData("{ from: [buy, sell] }", "^(buy|sell)$")]
    [InlineData("{ from: [7, true], seed: 3 }", "^(7|true)$")]
    public void A_variable_is_made_for_each_run(string written, string pattern)
    {
        Probe probe = Files.Good(Load(written));
        for (int run = 0; run < 20; run++) Assert.Matches(pattern, Variables.For(probe.Journey, run, new SecretStore())["v"]);
    }

    [Theory]
    [InlineData("{ seed: 1 }", "probe.yaml:2:12: v is made from nothing: write one of uuid, number, date, from")]
    [InlineData("{ uuid: true, number: 1..2 }", "probe.yaml:2:12: v is made from uuid and number: keep one")]
    [InlineData("{ uuid: v7 }", "probe.yaml:2:20: uuid v7 is not a kind of UUID that is made here: write true or v4")]
    [InlineData("{ uuid: v4, step: 2 }", "probe.yaml:2:30: step is for number, and v is made from uuid: leave it out")]
    [InlineData("{ number: 5 }", "probe.yaml:2:22: number 5 is not from one number to another: write for instance 1..100 or 0.50..9.99")]
    [InlineData("{ number: 5..1 }", "probe.yaml:2:22: number 5..1 holds no number: write the lower one first")]
    [InlineData("{ number: 0..999999999999999, step: 0.001 }", "probe.yaml:2:22: number 0..999999999999999 holds more than 1000000000000000 numbers: make it shorter or the step longer")]
    [InlineData("{ number: 1..2, step: 0 }", "probe.yaml:2:34: step 0 is not a number over zero, of at most 9 decimals: write for instance 5 or 0.05")]
    [InlineData("{ number: 1..2, seed: -1 }", "probe.yaml:2:34: seed -1 is not a whole number from 0 to 2147483647")]
    [InlineData("{ date: tomorrow }", "probe.yaml:2:20: date tomorrow is not a time from today or now: write for instance today, today+0..30d or now-60..0s")]
    [InlineData("{ date: today+30..0d }", "probe.yaml:2:20: date today+30..0d holds no time: write the earlier one first")]
    [InlineData("{ date: today-999999999..0d }", "probe.yaml:2:20: date today-999999999..0d is more than 100 years away")]
    [InlineData("{ date: today, format: \"%\" }", "probe.yaml:2:35: format \"%\" is not a way to write a date: write for instance yyyy-MM-dd or yyyyMMddHHmmss")]
    [InlineData("{ date: today, zone: Mars }", "probe.yaml:2:33: zone \"Mars\" is not known on this machine: write an IANA name, for instance Asia/Shanghai or UTC")]
    [InlineData("{ from: [] }", "probe.yaml:2:20: from is empty: write for instance [buy, sell]")]
    [InlineData("{ from: [buy, [sell]] }", "probe.yaml:2:26: from is a list: write one value")]
    [InlineData("{ uid: true }", "probe.yaml:2:14: unknown key \"uid\": did you mean \"uuid\"? Known here: uuid, number, step, date, format, zone, from, seed")]
    public void What_cannot_be_made_is_reported_where_it_stands(string written, string message) =>
        Assert.Contains(message, Load(written).Mistakes.Select(Files.Short));

    [Fact]
    public void The_command_line_and_the_scenario_go_over_what_is_generated()
    {
        var given = new LoadOptions { Variables = new Dictionary<string, string> { ["v"] = "mine" } };
        Assert.Equal("mine", Variables.For(Files.Good(Load("{ uuid: true }", given)).Journey, 0, new SecretStore())["v"]);

        _scratch.With("j.yaml", "target: http://127.0.0.1:8080\nvars: { v: plain }\nsteps: [{ get: \"/${v}\" }]\n");
        _scratch.With("s.yaml", "mix: j.yaml\nload: [{ inject: { rate: 1/s, during: 1s } }]\nvars: { v: { from: [generated] } }\n");
        Scenario scenario = Files.Good(DefinitionFiles.LoadScenario(_scratch["s.yaml"]));
        Assert.Equal("generated", Variables.For(scenario.Mix[0].Journey, 0, new SecretStore())["v"]);
    }

    private Loaded<Probe> Load(string written, LoadOptions? options = null) =>
        _scratch.Probe($"target: http://127.0.0.1:8080\nvars: {{ v: {written} }}\nsteps: [{{ get: \"/${{v}}\" }}]", options);
}
