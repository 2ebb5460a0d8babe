namespace LoadProbe.Controller;

/// <summary>Says once that something cannot be done, and once that it can again.</summary>
internal sealed class Outage(string what, Action<string> tell)
{
    private int _lasts;

    public void Began(Exception why)
    {
        if (Interlocked.Exchange(ref _lasts, 1) == 0) tell($"{what} waits for the store: {why.GetBaseException().Message}");
    }

    public void Over()
    {
        if (Interlocked.Exchange(ref _lasts, 0) == 1) tell($"{what} goes on");
    }
}
