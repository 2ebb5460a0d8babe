namespace LoadProbe.Link;

/// <summary>A message that its sender's side keeps until it is told what became of it.</summary>
public interface IReceipt
{
    /// <summary>It is in safe hands: it will not come again.</summary>
    void Stored();

    /// <summary>It found no room: it comes again later.</summary>
    void Refused();
}
