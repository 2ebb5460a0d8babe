namespace LoadProbe.Definitions.Tests;

public class VerdictTests
{
    [Fact]
    public void Without_a_word_one_failed_run_on_one_agent_counts()
    {
        VerdictPolicy policy = Load("").Policy;

        Assert.Equal(new VerdictPolicy(), policy);
        Assert.Equal((0, 1, 1, "1", TimeSpan.Zero), (policy.Retry, policy.Failures, policy.Window, policy.Quorum.Text, policy.For));
    }

    [Fact]
    public void All_five_stages_can_be_said()
    {
        VerdictPolicy policy = Load("verdict: { retry: 2, fail: 3 of 5, quorum: 50%, by: carrier, for: 90s, degraded: 800ms }").Policy;

        Assert.Equal((2, 3, 5, "carrier"), (policy.Retry, policy.Failures, policy.Window, policy.By));
        Assert.Equal((0.5, 2), (policy.Quorum.Share, policy.Quorum.Needs(3)));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(800)), (policy.For, policy.Degraded));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1000", "1000")]
    [InlineData("33.3%", "33.3%")]
    [InlineData("100%", "100%")]
    public void A_quorum_is_a_number_or_a_share(string written, string quorum) => Assert.Equal(quorum, Load($"verdict: {{ quorum: {written} }}").Policy.Quorum.Text);

    [Theory]
    [InlineData("1001")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101%")]
    [InlineData("x%")]
    [InlineData("NaN%")]
    [InlineData("most")]
    public void Anything_else_is_none(string written)
    {
        using var scratch = new Scratch();
        var loaded = scratch.Probe($"target: http://127.0.0.1\nverdict: {{ quorum: {written} }}\nsteps: [{{ get: / }}]");

        Assert.StartsWith($"quorum {written} is neither a whole number", Assert.Single(loaded.Mistakes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maintenance: { from: \"02:00\", to: \"04:00\", zone: Asia/Shanghai }", "02:00 to 04:00 Asia/Shanghai")]
    [InlineData("maintenance: [{ days: sat, from: \"22:00\", to: \"02:00\", zone: UTC }, { from: \"12:00\", to: \"12:05\", zone: UTC }]", "22:00 to 02:00 UTC, 12:00 to 12:05 UTC")]
    public void Maintenance_is_a_window_or_several(string written, string windows) => Assert.Equal(windows, string.Join(", ", Load(written).Maintenance.Select(w => w.Text)));

    private static Probe Load(string line)
    {
        using var scratch = new Scratch();
        return Files.Good(scratch.Probe($"target: http://127.0.0.1\nevery: 30s\n{line}\nsteps: [{{ get: / }}]"));
    }
}
