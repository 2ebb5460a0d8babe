namespace LoadProbe.Definitions.Tests;

public class BrowserStepTests
{
    [Theory]
    [InlineData("- open: /orders?page=2", "open /orders?page=2")]
    [InlineData("- click: Log in", "click Log in")]
    [InlineData("- click: { role: link, name: Orders }", "click Orders")]
    [InlineData("- click: { css: .buy }", "click .buy")]
    [InlineData("- fill: { placeholder: Symbol, with: \"600519\" }", "fill Symbol")]
    [InlineData("- select: { label: Side, option: Buy }", "select Side")]
    [InlineData("- expect: { role: heading, name: Positions }", "expect heading Positions")]
    [InlineData("- expect: { testid: total, within: 2s }", "expect testid total")]
    [InlineData("- expect: { title: Broker }", "expect title Broker")]
    [InlineData("- expect: { url: /positions }", "expect url /positions")]
    [InlineData("- screenshot: after-login", "screenshot after-login")]
    [InlineData("- screenshot: { name: all, full_page: true }", "screenshot all")]
    [InlineData("- { name: go in, click: Log in, timeout: 2s }", "go in")]
    public void Steps_are_named_as_a_customer_would_say_it(string yaml, string name) => Assert.Equal(name, One(yaml).Name);

    [Fact]
    public void A_page_is_expected_by_what_is_in_it_its_title_and_its_address()
    {
        var step = Assert.IsType<ExpectStep>(One("- expect: { css: '#total', title: { is: Broker }, url: /orders.\\d+/ }"));
        Assert.Equal((LocatorKind.Css, "Broker", @"orders.\d+"), (step.Where!.By, step.Title!.Is!.Source, step.Url!.Matches!.ToString()));
    }

    [Fact]
    public void Browser_steps_have_a_window_and_more_time()
    {
        using var scratch = new Scratch();
        Journey plain = scratch.Steps("- open: /").Journey;
        Journey phone = scratch.Steps("- open: /", "target: http://127.0.0.1:8080\nevery: 20s\nbrowser: { viewport: 390x844 }").Journey;

        Assert.Equal((new BrowserSettings(1280, 800), TimeSpan.FromSeconds(30)), (plain.Browser, plain.Timeout));
        Assert.Equal((new BrowserSettings(390, 844), TimeSpan.FromSeconds(20)), (phone.Browser, phone.Timeout));
    }

    [Fact]
    public void Pages_may_be_held_to_hosts()
    {
        using var scratch = new Scratch();
        BrowserSettings Settings(string hosts) => scratch.Steps("- open: /", $"target: http://127.0.0.1:8080\nbrowser: {{ hosts: {hosts} }}").Journey.Browser!;
        Assert.True(Settings("[cdn.example.com, \"*.shop.example.com\"]").MayFetchFrom("A.shop.example.com"));
        Assert.False(Settings("[cdn.example.com, \"*.shop.example.com\"]").MayFetchFrom("shop.example.com"));
        Assert.False(Settings("[]").MayFetchFrom("cdn.example.com"));
        Assert.True(new BrowserSettings().MayFetchFrom("cdn.example.com"));
    }

    [Theory]
    [InlineData("- click: { label: A, text: B }", "probe.yaml:3:28: an element is found one way: label or text, not both")]
    [InlineData("- click: { name: Save }", "probe.yaml:3:18: name goes with role: write for instance { role: button, name: Log in }")]
    [InlineData("- expect: { within: 1s }", "probe.yaml:3:11: expect says nothing: write one of role, label, text, placeholder, testid, css, title, url")]
    [InlineData("- fill: Symbol", "probe.yaml:3:9: fill is \"Symbol\": write a mapping with role, name, label, text, placeholder, testid, css, with")]
    public void A_bad_step_is_reported(string yaml, string message)
    {
        using var scratch = new Scratch();
        var loaded = scratch.Probe($"target: http://127.0.0.1:8080\nsteps:\n{yaml}\n");
        Assert.Equal(message, Files.Short(Assert.Single(loaded.Mistakes)));
    }

    private static Step One(string yaml)
    {
        using var scratch = new Scratch();
        return Assert.Single(scratch.Steps(yaml).Journey.Steps);
    }
}
