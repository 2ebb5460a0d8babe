namespace LoadProbe.Core.Tests;

/// <summary>Which alerts a route takes.</summary>
public class AlertRouteTests
{
    [Theory]
    [InlineData("login", true)]
    [InlineData("log*", true)]
    [InlineData("*in", true)]
    [InlineData("l*g*n", true)]
    [InlineData("*", true)]
    [InlineData("*login*", true)]
    [InlineData("login*n", false)]
    [InlineData("log", false)]
    [InlineData("Login", false)]
    [InlineData("lo*go*n", false)]
    public void A_star_stands_for_any_characters(string pattern, bool takes) => Assert.Equal(takes, Route(("probe", [pattern])).Takes(Login));

    [Fact]
    public void Every_label_must_have_one_of_its_values()
    {
        Assert.True(Route(("probe", ["quotes", "login"]), ("severity", ["critical"])).Takes(Login));
        Assert.False(Route(("probe", ["login"]), ("severity", ["warning", "info"])).Takes(Login));
        Assert.False(Route(("owner", ["*"])).Takes(Login));
        Assert.True(Route().Takes(Login));
    }

    private static Alert Login => new(null!, new Dictionary<string, string> { ["probe"] = "login", ["severity"] = "critical" });

    private static AlertRoute Route(params (string Label, string[] Values)[] labels) => new(["oncall"], labels.ToDictionary(l => l.Label, l => (IReadOnlyList<string>)l.Values));
}
