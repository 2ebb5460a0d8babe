using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>Whether a store is there.</summary>
internal static class StoreAnswer
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    /// <summary>False when it has not answered by then.</summary>
    public static async Task<bool> AnswersAsync(this IStore store, TimeProvider time, CancellationToken token)
    {
        using var late = new CancellationTokenSource(Within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            // Who leads is a question that each store can answer, and a short one. What does not heed the token is not waited for.
            await store.Leadership.LeaderAsync(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return false;
        }
    }
}
