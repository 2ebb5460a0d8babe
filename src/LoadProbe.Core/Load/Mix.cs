namespace LoadProbe.Core;

/// <summary>
/// Which journey an arrival runs: a smooth weighted round-robin worked out once, so that any stretch of arrivals holds
/// the journeys in their shares and every agent comes to the same answer alone.
/// </summary>
public sealed class Mix
{
    private readonly int[] _order;

    public Mix(IReadOnlyList<int> weights)
    {
        int divisor = weights.Aggregate(Gcd);
        int[] shares = [.. weights.Select(w => w / divisor)];
        int total = shares.Sum();
        int[] credit = new int[shares.Length];
        _order = new int[total];
        for (int i = 0; i < total; i++)
        {
            int best = 0;
            for (int j = 0; j < shares.Length; j++)
            {
                credit[j] += shares[j];
                if (credit[j] > credit[best]) best = j;
            }

            credit[best] -= total;
            _order[i] = best;
        }
    }

    /// <summary>The index of the journey that arrival <paramref name="n"/> runs.</summary>
    public int At(long n) => _order[n % _order.Length];

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
