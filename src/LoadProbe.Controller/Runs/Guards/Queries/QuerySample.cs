namespace LoadProbe.Controller;

/// <summary>One series of an answer.</summary>
/// <param name="Series">Its name and labels; empty = it has none.</param>
internal sealed record QuerySample(double Value, string Series)
{
    public override string ToString() => $"{PrometheusQuery.Number(Value)}{(Series.Length > 0 ? $" of {Series}" : "")}";
}
