using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("orders", "/api/orders")]
    [InlineData("gateway", "/api/quotes")]
    [InlineData("ledger", "/api/positions")]
    public async Task A_delay_is_never_less_than_asked_and_hardly_more(string service, string path)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        await broker.GetAsync(path);
        await broker.PostAsync("/control/faults", new { service, delay = "50ms" });
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 10; i++)
            await broker.GetAsync(path);
        // Ten requests in a row, three hops each: the upper bound leaves room for a busy machine.
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Assert.InRange(elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_500));
    }

    [Fact]
    public async Task A_delay_is_the_time_until_the_answer_starts_with_the_services_own_work_in_it()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        await broker.PostAsync("/control/faults", new { service = "orders", delay = "150ms" });
        await broker.PostAsync("/control/faults", new { service = "gateway", delay = "150ms" });
        var over = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await broker.GetAsync("/api/orders");
            over.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds - 150);
        }

        // The 150 ms of the orders service are the gateway's own work and pass within the 150 ms of the gateway.
        Assert.All(over, late => Assert.True(late >= 0));
        Assert.InRange(over.Min(), 0, 75);
    }

    [Fact]
    public async Task An_error_and_an_answer_without_a_body_are_delayed_as_well()
    {
        await using var broker = await RunningBroker.StartAsync();
        var delay = TimeSpan.FromMilliseconds(60);
        await broker.PostAsync("/control/faults", new { service = "gateway", delay = "60ms" });
        Assert.True(await TimeAsync("/api/no-such", HttpStatusCode.NotFound) >= delay);
        await broker.PostAsync("/control/faults", new { service = "gateway", delay = "60ms", error = 1 });
        Assert.True(await TimeAsync("/api/quotes", HttpStatusCode.InternalServerError) >= delay);

        async Task<TimeSpan> TimeAsync(string path, HttpStatusCode expected)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await broker.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, RunningBroker.Token);
            Assert.Equal(expected, response.StatusCode);
            return TimeProvider.System.GetElapsedTime(started);
        }
    }

    [Fact]
    public async Task The_delay_itself_is_precise()
    {
        var time = TimeProvider.System;
        var over = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var started = time.GetTimestamp();
            await PreciseDelay.WaitAsync(TimeSpan.FromMilliseconds(7.3), time, RunningBroker.Token);
            over.Add(time.GetElapsedTime(started).TotalMilliseconds - 7.3);
        }

        Assert.All(over, late => Assert.True(late >= 0));
        // A plain timer is a millisecond off each time; a busy machine is, now and then.
        Assert.InRange(over.Order().ElementAt(over.Count / 4), 0, 1);
    }

    [Fact]
    public async Task An_error_share_of_a_half_fails_every_second_request()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.PostAsync("/control/faults", new { service = "quotes", error = 0.5 });
        var failed = 0;
        for (var i = 0; i < 20; i++)
        {
            using var response = await broker.Client.GetAsync("/api/quotes", RunningBroker.Token);
            failed += response.StatusCode == HttpStatusCode.BadGateway ? 1 : 0;
        }

        Assert.Equal(10, failed);
    }

    [Fact]
    public async Task A_hanging_request_goes_on_when_the_faults_are_cleared()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        await broker.PostAsync("/control/faults", new { service = "orders", hang = true });
        var order = broker.OrderAsync();
        var health = await broker.GetAsync("/health", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("down", health.GetProperty("orders").GetString());
        Assert.Equal("ok", health.GetProperty("quotes").GetString());
        Assert.False(order.IsCompleted);

        Assert.Equal(0, (await broker.DeleteAsync("/control/faults")).GetArrayLength());
        Assert.Equal("accepted", (await order).GetProperty("state").GetString());
        Assert.Equal("ok", (await broker.GetAsync("/health")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_wrong_price_comes_with_status_200()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var broker = await RunningBroker.StartAsync(time);
        var right = (await broker.GetAsync("/api/quotes/600519")).GetProperty("last").GetDecimal();
        await broker.PostAsync("/control/faults", new { service = "quotes", wrong_price = true });
        Assert.Equal(right * 10, (await broker.GetAsync("/api/quotes/600519")).GetProperty("last").GetDecimal());
        Assert.Equal(right * 10, (await broker.GetAsync("/api/quotes"))[0].GetProperty("last").GetDecimal());
    }

    [Fact]
    public async Task A_slow_body_follows_its_headers_late_and_whole()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.PostAsync("/control/faults", new { service = "gateway", slow_body = "400ms" });
        var started = TimeProvider.System.GetTimestamp();
        using var response = await broker.Client.GetAsync("/api/quotes", HttpCompletionOption.ResponseHeadersRead, RunningBroker.Token);
        var headers = TimeProvider.System.GetElapsedTime(started);
        var body = await response.Content.ReadAsStringAsync(RunningBroker.Token);
        var whole = TimeProvider.System.GetElapsedTime(started);
        Assert.True(whole >= TimeSpan.FromMilliseconds(400), $"the body came within {whole}");
        Assert.True(headers < whole / 2, $"the headers came after {headers} of {whole}");
        Assert.EndsWith("]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customers", false)]
    [InlineData("load", true)]
    public async Task A_fault_may_be_felt_by_customers_only_or_by_the_load_only(string only, bool marked)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var set = await broker.PostAsync("/control/faults", new { service = "orders", error = 1, only });
        Assert.Equal($$"""[{"service":"orders","error":1,"only":"{{only}}"}]""", set.ToString());
        Assert.Equal(marked ? HttpStatusCode.OK : HttpStatusCode.BadGateway, await OrdersAsync(mark: false));
        Assert.Equal(marked ? HttpStatusCode.BadGateway : HttpStatusCode.OK, await OrdersAsync(mark: true));

        async Task<HttpStatusCode> OrdersAsync(bool mark)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders");
            if (mark)
                request.Headers.Add("baggage", "loadprobe.run=run-1,loadprobe.kind=read");
            using var response = await broker.Client.SendAsync(request, RunningBroker.Token);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_wrong_price_may_be_what_only_customers_see()
    {
        await using var broker = await RunningBroker.StartAsync(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)));
        var right = (await broker.GetAsync("/api/quotes/600519")).GetProperty("last").GetDecimal();
        await broker.PostAsync("/control/faults", new { service = "quotes", wrong_price = true, only = "load" });
        Assert.Equal(right, (await broker.GetAsync("/api/quotes/600519")).GetProperty("last").GetDecimal());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/quotes/600519");
        request.Headers.Add("baggage", "loadprobe.run=run-1,loadprobe.kind=read");
        using var response = await broker.Client.SendAsync(request, RunningBroker.Token);
        var seen = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(RunningBroker.Token));
        Assert.Equal(right * 10, seen.RootElement.GetProperty("last").GetDecimal());
    }

    [Fact]
    public async Task A_fault_with_a_time_ends_by_itself_and_lets_go()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var broker = await RunningBroker.StartAsync(time);
        var set = await broker.PostAsync("/control/faults", new { service = "quotes", hang = true, @for = "10s" });
        Assert.Equal("""[{"service":"quotes","hang":true,"for":"10s"}]""", set.ToString());
        var hanging = broker.GetAsync("/api/quotes");
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, (await broker.GetAsync("/control/faults")).GetArrayLength());
        Assert.False(hanging.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(0, (await broker.GetAsync("/control/faults")).GetArrayLength());
        Assert.Equal(20, (await hanging).GetArrayLength());
    }

    [Theory]
    [InlineData("""{"delay":"1s"}""", "service: is missing")]
    [InlineData("""{"service":"mail","hang":true}""", "body: not as expected at $.service")]
    [InlineData("""{"service":"orders"}""", "no kind: one of delay")]
    [InlineData("""{"service":"orders","delay":"soon"}""", "delay: is 'soon'; a duration over 0")]
    [InlineData("""{"service":"orders","delay":"11m"}""", "delay: is '11m'; a duration over 0")]
    [InlineData("""{"service":"orders","error":2}""", "error: is 2; a share from 0 to 1")]
    [InlineData("""{"service":"orders","wrong_price":true}""", "wrong_price: only the service quotes has prices")]
    public async Task A_fault_that_cannot_be_is_refused_with_the_reason(string body, string reason)
    {
        await using var broker = await RunningBroker.StartAsync();
        using var content = new StringContent(body);
        using var response = await broker.Client.PostAsync("/control/faults", content, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(RunningBroker.Token));
        Assert.Contains(reason, answer.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await broker.GetAsync("/control/faults")).GetArrayLength());
    }
}
