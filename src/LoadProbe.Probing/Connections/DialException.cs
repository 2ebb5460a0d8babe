namespace LoadProbe.Probing;

/// <summary>Carries why a connection could not be made through the HTTP handler, which only knows exceptions.</summary>
internal sealed class DialException(Outcome outcome, string detail, Exception? inner = null) : IOException(detail, inner)
{
    public Outcome Outcome { get; } = outcome;
}
