namespace LoadProbe.Controller.Tests;

/// <summary>Questions to a Prometheus and what it could answer.</summary>
internal static class Asked
{
    /// <summary>Errors at the gateway, at most five of them unless the test wants it otherwise.</summary>
    public static readonly PrometheusQuery Errors = new()
    {
        At = default, Server = new Uri("http://127.0.0.1:9090/"), Query = "sum(errors)", Name = "errors", Max = 5, Every = TimeSpan.FromSeconds(1),
    };

    public static QueryAnswer Answer(params double[] values) => new([.. values.Select((v, i) => new QuerySample(v, $"errors{{pod=\"{i + 1}\"}}"))]);

    public static QueryWatch Watch(PrometheusQuery query) => new(Guard.Of(query));
}
