using Microsoft.Extensions.Time.Testing;
using static LoadProbe.Controller.Tests.Asked;

namespace LoadProbe.Controller.Tests;

/// <summary>Whatever a Prometheus, or what stands in its place, says: it is an answer or a fault, with its own words.</summary>
public sealed class PrometheusApiTests
{
    private static readonly PrometheusQuery Up = Errors with { Query = "sum(up{job=\"a b\"}) + 1" };

    [Fact]
    public async Task The_query_goes_to_the_path_that_the_Prometheus_is_under()
    {
        using OddPrometheus prometheus = OddPrometheus.With("200 OK", """{"status":"success","data":{"resultType":"scalar","result":[1.5,"6"]}}""");
        QueryAnswer answer = await AskAsync(prometheus);
        Assert.Equal(new QuerySample(6, ""), Assert.Single(answer.Samples));
        Assert.StartsWith("GET /prometheus/api/v1/query?query=sum%28up%7Bjob%3D%22a%20b%22%7D%29%20%2B%201 HTTP/1.1\r\n", prometheus.Asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", prometheus.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_come_with_their_labels_and_every_kind_of_number()
    {
        using OddPrometheus prometheus = OddPrometheus.With("200 OK", """
            {"status":"success","warnings":["slow"],"data":{"resultType":"vector","result":[
              {"metric":{"__name__":"up","job":"a"},"value":[1.5,"1e3"]},{"metric":{"job":"b"},"value":[1.5,"+Inf"]},
              {"metric":{},"value":[1.5,"-Inf"]},{"metric":{"__name__":"up"},"value":[1.5,"NaN"]}]}}
            """);
        QueryAnswer answer = await AskAsync(prometheus);
        Assert.Null(answer.Fault);
        Assert.Equal([new(1000, "up{job=\"a\"}"), new(double.PositiveInfinity, "{job=\"b\"}"), new(double.NegativeInfinity, ""), new(double.NaN, "up")], answer.Samples);
    }

    [Fact]
    public async Task An_empty_answer_has_no_series_and_is_no_fault()
    {
        using OddPrometheus prometheus = OddPrometheus.With("200 OK", """{"status":"success","data":{"resultType":"vector","result":[]}}""");
        QueryAnswer answer = await AskAsync(prometheus);
        Assert.Equal((0, null), (answer.Samples.Count, answer.Fault));
    }

    [Theory]
    [InlineData("400 Bad Request", """{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:5: parse error:\n unclosed"}""", "answered 400, bad_data: invalid parameter \"query\": 1:5: parse error: unclosed")]
    [InlineData("503 Service Unavailable", """{"status":"error","errorType":"timeout","error":"query timed out"}""", "answered 503, timeout: query timed out")]
    [InlineData("200 OK", """{"status":"error","errorType":"execution","error":"many-to-many"}""", "answered 200, execution: many-to-many")]
    [InlineData("502 Bad Gateway", "<html>no</html>", "answered 502 with what is no JSON")]
    [InlineData("200 OK", "", "answered 200 with what is no JSON")]
    [InlineData("200 OK", """{"status":"error","error":"\ud800"}""", "answered 200 with what is no text")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"\ud800":"a"},"value":[1,"1"]}]}}""", "answered 200 with what is no text")]
    [InlineData("302 Found", "{}", "answered 302 with what is no answer to a query")]
    [InlineData("500 Oh", """{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""", "answered 500 with what is no answer to a query")]
    [InlineData("200 OK", "[1,2]", "answered 200 with what is no answer to a query")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"vector","result":{}}}""", "answered 200 with what is no answer to a query")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"scalar","result":[1,2]}}""", "answered 200 with what is no answer to a query")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"matrix","result":[]}}""", "answered with a matrix: a guard needs an instant vector or a scalar")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"string","result":[1,"a"]}}""", "answered with a string: a guard needs an instant vector or a scalar")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"histogram":[1,{}]}]}}""", "answered with a series that has no number, {a=\"b\"}: a histogram is reduced to one by histogram_quantile")]
    [InlineData("200 OK", """{"status":"success","data":{"resultType":"vector","result":[7]}}""", "answered with a series that has no number: a histogram is reduced to one by histogram_quantile")]
    public async Task What_is_no_answer_is_told_in_the_words_of_whoever_said_it(string status, string body, string fault)
    {
        using OddPrometheus prometheus = OddPrometheus.With(status, body);
        Assert.Equal($"Prometheus {prometheus.Address} {fault}", (await AskAsync(prometheus)).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("220 mail.example.com ESMTP\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":")]
    public async Task A_connection_that_breaks_is_a_fault(string answer)
    {
        using OddPrometheus prometheus = OddPrometheus.Raw(answer);
        Assert.StartsWith($"Prometheus {prometheus.Address} does not answer: ", (await AskAsync(prometheus)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        using OddPrometheus prometheus = OddPrometheus.With("200 OK", new string(' ', 2_000_000));
        Assert.Equal($"Prometheus {prometheus.Address} answered with more than 1048576 bytes", (await AskAsync(prometheus)).Fault);
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        OddPrometheus gone = OddPrometheus.Silent();
        gone.Dispose();
        Assert.Contains("does not answer: Connection refused", (await AskAsync(gone)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_has_not_answered()
    {
        using OddPrometheus prometheus = OddPrometheus.Silent();
        var time = new FakeTimeProvider();
        using var api = new PrometheusApi(new Kept(), time);
        Task<QueryAnswer> asked = api.AskAsync(Up with { Server = prometheus.Address, Every = TimeSpan.FromSeconds(20) }, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.NotEqual(asked, await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken)));
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal($"Prometheus {prometheus.Address} did not answer within 5s", (await asked).Fault);
    }

    [Fact]
    public async Task A_stop_ends_the_question()
    {
        using OddPrometheus prometheus = OddPrometheus.Silent();
        using var api = new PrometheusApi(new Kept(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task<QueryAnswer> asked = api.AskAsync(Up with { Server = prometheus.Address }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_token_is_shown_and_never_told()
    {
        using OddPrometheus prometheus = OddPrometheus.With("401 Unauthorized", """{"status":"error","errorType":"auth","error":"not for s3cret"}""");
        QueryAnswer answer = await AskAsync(prometheus, Bearer("${secret:env:TOKEN}"), ("TOKEN", "s3cret"));
        Assert.Contains("Authorization: Bearer s3cret\r\n", prometheus.Asked, StringComparison.Ordinal);
        Assert.Equal($"Prometheus {prometheus.Address} answered 401, auth: not for ***", answer.Fault);
    }

    [Fact]
    public async Task A_token_that_is_not_there_or_is_none_is_our_fault_and_nothing_is_asked()
    {
        using OddPrometheus prometheus = OddPrometheus.With("200 OK", "{}");
        QueryAnswer missing = await AskAsync(prometheus, Bearer("${secret:env:TOKEN}")), broken = await AskAsync(prometheus, Bearer("${secret:env:TOKEN}"), ("TOKEN", "two\r\nlines"));
        Assert.Equal((true, "guard errors: ${secret:env:TOKEN} has no value"), (missing.IsOurs, missing.Fault));
        Assert.Equal((true, "guard errors: bearer ${secret:env:TOKEN} is no token: it has a space, a line break or a letter beyond ASCII in it"), (broken.IsOurs, broken.Fault));
        Assert.Equal("", prometheus.Asked);
    }

    private static Template Bearer(string text)
    {
        Assert.True(Template.TryParse(text, TemplateEscape.None, out Template template, out string? fault), fault);
        return template;
    }

    private static async Task<QueryAnswer> AskAsync(OddPrometheus prometheus, Template? bearer = null, params (string Name, string Value)[] secrets)
    {
        using var api = new PrometheusApi(new Kept(secrets), TimeProvider.System);
        return await api.AskAsync(Up with { Server = prometheus.Address, Bearer = bearer, Every = TimeSpan.FromSeconds(60) }, TestContext.Current.CancellationToken);
    }

    private sealed class Kept(params (string Name, string Value)[] secrets) : ISecretStore
    {
        public string? Read(SecretReference reference) => secrets.FirstOrDefault(s => s.Name == reference.Name).Value;
    }
}
