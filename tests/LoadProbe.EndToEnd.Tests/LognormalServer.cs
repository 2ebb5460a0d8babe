using System.Collections.Concurrent;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers after lognormal delays, as real services roughly do, and keeps a log of how long each really took.</summary>
internal sealed class LognormalServer : IDisposable
{
    private readonly ConcurrentBag<double> _log = [];
    private readonly Random _random = new(20_260_101);
    private readonly PlainServer _server;
    private readonly TimeSpan _median;
    private readonly double _sigma;

    public LognormalServer(TimeSpan median, double sigma)
    {
        (_median, _sigma) = (median, sigma);
        _server = new PlainServer(AnswerAsync);
    }

    public Uri Address => _server.Address;

    public int Count => _log.Count;

    public void Dispose() => _server.Dispose();

    /// <summary>Of the log, seconds: the smallest value that so many percent of all are not above.</summary>
    public double Percentile(double percent)
    {
        double[] sorted = [.. _log.Order()];
        return sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }

    private async Task AnswerAsync(int number)
    {
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(_median * Math.Exp(_sigma * Normal()), TimeProvider.System);
        _log.Add(TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    // Box and Muller: a normal number of two even ones.
    private double Normal()
    {
        lock (_random) return Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
