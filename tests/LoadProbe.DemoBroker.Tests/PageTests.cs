using System.Net;
using System.Text.RegularExpressions;

namespace LoadProbe.DemoBroker.Tests;

/// <summary>The pages as a client without scripts gets them; what a browser makes of them is tested where the browser lives.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task The_login_form_lands_on_positions_and_log_out_ends_the_session()
    {
        await using var broker = await RunningBroker.StartAsync();
        var form = await TextAsync(broker, "/");
        Assert.Contains("""<label for="user">User</label>""", form, StringComparison.Ordinal);
        Assert.Contains("""<label for="password">Password</label>""", form, StringComparison.Ordinal);
        Assert.Contains("<button>Log in</button>", form, StringComparison.Ordinal);

        using var login = await SubmitAsync(broker, "/login", ("user", "demo"), ("password", "demo"));
        Assert.Equal((HttpStatusCode.SeeOther, "/positions"), (login.StatusCode, login.Headers.Location!.ToString()));
        broker.Client.DefaultRequestHeaders.Add("Cookie", login.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        var positions = await TextAsync(broker, "/positions");
        Assert.Contains("<h1>Positions</h1>", positions, StringComparison.Ordinal);
        Assert.Contains("1,000,000.00", positions, StringComparison.Ordinal);

        using var logout = await SubmitAsync(broker, "/logout");
        Assert.Equal("/", logout.Headers.Location!.ToString());
        await broker.GetAsync("/api/positions", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_login_says_so()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var login = await SubmitAsync(broker, "/login", ("user", "demo"), ("password", "<b>"));
        Assert.False(login.Headers.Contains("Set-Cookie"));
        Assert.Contains("Wrong user or password", await TextAsync(broker, login.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotes_lead_to_the_ticket_of_their_symbol()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var quotes = await TextAsync(broker, "/quotes");
        Assert.Equal(20, Regex.Count(quotes, "<a href=\"/order\\?symbol=[0-9]{6}\">Trade<span"));
        var ticket = await TextAsync(broker, "/order?symbol=601318");
        Assert.Contains("<option value=\"601318\" selected>", ticket, StringComparison.Ordinal);
        Assert.Equal(20, Regex.Count(ticket, "<option value=\"[0-9]{6}\""));
    }

    [Theory]
    [InlineData("/positions")]
    [InlineData("/quotes")]
    [InlineData("/order")]
    public async Task Who_is_not_logged_in_is_sent_to_the_form(string page)
    {
        await using var broker = await RunningBroker.StartAsync();
        using var response = await broker.Client.GetAsync(page, RunningBroker.Token);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (response.StatusCode, response.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("/broker.css", "text/css")]
    [InlineData("/broker.js", "text/javascript")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/favicon.ico", "image/svg+xml")]
    public async Task What_the_pages_ask_for_is_there(string path, string type)
    {
        await using var broker = await RunningBroker.StartAsync();
        using var response = await broker.Client.GetAsync(path, RunningBroker.Token);
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain("http", (await response.Content.ReadAsStringAsync(RunningBroker.Token)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_service_fails_says_which_one()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        await broker.PostAsync("/control/faults", new { service = "ledger", error = 1 });
        using var response = await broker.Client.GetAsync("/positions", RunningBroker.Token);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("ledger: answered 500", await response.Content.ReadAsStringAsync(RunningBroker.Token), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(RunningBroker broker, string path) =>
        await broker.Client.GetStringAsync(path, RunningBroker.Token);

    private static async Task<HttpResponseMessage> SubmitAsync(RunningBroker broker, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await broker.Client.PostAsync(path, form, RunningBroker.Token);
    }
}
